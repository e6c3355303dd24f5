/* SPDX-License-Identifier: MPL-2.0 */

/* What this build of libzmq has beyond zmq.h: many messages in one call, and I/O by the threads that wait.

   A call for a batch does what as many calls of zmq_msg_send or zmq_msg_recv, one after another, would do, for every type of
   socket: order, high-water marks, boundaries of multipart messages, states of REQ and REP, timeouts and errors are theirs.
   It looks once for what other threads want, and wakes each peer once, where they do so for every message. */

#ifndef ZMQX_H
#define ZMQX_H

#include "zmq.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined _WIN32
#if defined ZMQ_STATIC
#define ZMQX_EXPORT
#elif defined DLL_EXPORT
#define ZMQX_EXPORT __declspec(dllexport)
#else
#define ZMQX_EXPORT __declspec(dllimport)
#endif
#elif defined __GNUC__
#define ZMQX_EXPORT __attribute__ ((visibility ("default")))
#else
#define ZMQX_EXPORT
#endif

/* An option of a context for zmq_ctx_set and zmq_ctx_get, 1 (at first) or 0: threads that wait do the I/O themselves.

   A thread that would sleep in zmq_recv, zmq_msg_recv or a zmq_poll of at most 16 sockets until libzmq's I/O thread has read what it waits
   for reads it itself, and writes what it sends next: a round trip wakes two threads instead of four. It does so as long as no other thread
   waits for what that I/O thread brings, nobody has asked for ZMQ_FD, messages come one by one, and it works on each for less than 100 us;
   and for the traffic of established connections only. Should it stay away for longer, up to two milliseconds pass until the I/O thread reads
   what arrives; after that the I/O thread does so at once, until the thread has come back soon 16 times. Signals end its wait as they do
   without this option. If a handler leaves the call by siglongjmp, nobody looks at the network until that thread sends or waits again.
   Functions that free a message's data (zmq_msg_init_data) may be called by it.

   A thread that has sent something and waits for the answer looks for it for at most 50 us before it sleeps, as long as answers come in
   that time.

   It is 0 at first where libzmq does not wait by epoll, and after one of ZMQ_THREAD_PRIORITY, ZMQ_THREAD_SCHED_POLICY and
   ZMQ_THREAD_AFFINITY_CPU_ADD, which say who shall do the I/O. Set it before the first socket, in a context with one I/O thread: with others it
   does nothing. Returns -1 with EINVAL if libzmq is another one, with ENOTSUP for 1 if it does not wait by epoll. */
#define ZMQX_CALLER_IO 7801

/* Flags of the calls below, besides ZMQ_DONTWAIT and ZMQ_SNDMORE. */

/* Sending: each message says itself, as zmq_msg_more tells, whether more frames follow. It says so when it was received, or by
   zmqx_msg_set_more. Without this flag each is a message of its own, or with ZMQ_SNDMORE each has frames that follow. */
#define ZMQX_KEEP_MORE 0x10000
/* Receiving: the messages are memory that nobody initialised. Those that were received are initialised afterwards, and no others. */
#define ZMQX_INIT 0x20000
/* Receiving: not more than one message, that is up to the first frame that has no others behind it. */
#define ZMQX_ONE_MESSAGE 0x40000

/* Sends `count` messages in their order. Waits for each as zmq_msg_send does, for at most ZMQ_SNDTIMEO without ZMQ_DONTWAIT.

   Returns how many were sent, from the first on; these are empty messages afterwards, and the others as they were. If
   that is less than `count`, errno says why the next one was not sent, as after zmq_msg_send. Returns -1 if none was sent. */
ZMQX_EXPORT int
zmqx_send_batch (void *socket, zmq_msg_t *messages, size_t count, int flags);

/* Receives the next frame as zmq_msg_recv does, waiting for it, and with it those that are there already, `count` in all at the most.

   Returns how many were received. Frames of a multipart message follow each other, and zmq_msg_more tells where it ends; if the
   last one received says that more follow, they are there, and the next call receives them. Returns -1 if none was received. */
ZMQX_EXPORT int
zmqx_recv_batch (void *socket, zmq_msg_t *messages, size_t count, int flags);

/* Says whether more frames of the same multipart message follow this one, for ZMQX_KEEP_MORE. Returns 0, or -1 with EFAULT if the
   message was not initialised. */
ZMQX_EXPORT int zmqx_msg_set_more (zmq_msg_t *message, int more);

/* For bindings that make messages, and look into them, without a call. A zmq_msg_t has at these offsets in bytes: the address of its
   metadata, or null, at 0; at sizeof (void *) the bytes of a ZMQX_MSG_VSM, and of a ZMQX_MSG_LMSG or ZMQX_MSG_ZCLMSG the address of its
   content, which begins with `void *data; size_t size`. It is for this build and no other that it is so. */
#define ZMQX_MSG_SIZE 41  /* unsigned char: the size of a ZMQX_MSG_VSM, at most 41 - sizeof (void *) */
#define ZMQX_MSG_TYPE 42  /* unsigned char: one of those below, or a rare one */
#define ZMQX_MSG_FLAGS 43 /* unsigned char: 1 if more frames follow */
#define ZMQX_MSG_GROUP 48 /* unsigned char: 0 unless a group's name is stored elsewhere */
#define ZMQX_MSG_VSM 101
#define ZMQX_MSG_LMSG 102
#define ZMQX_MSG_ZCLMSG 105

/* Allocates the content of a ZMQX_MSG_LMSG of `size` bytes, more than a ZMQX_MSG_VSM has. The message that it is written to, the rest
   of which is 0, owns it. Returns NULL with ENOMEM, or with EINVAL if the size is that of a ZMQX_MSG_VSM. */
ZMQX_EXPORT void *zmqx_msg_content (size_t size);

/* As zmq_msg_send and zmq_msg_recv, for bindings that know that the socket is open and the message initialised: that is not looked
   at. Return 0 instead of the size. */
ZMQX_EXPORT int zmqx_msg_send (void *socket, zmq_msg_t *message, int flags);
ZMQX_EXPORT int zmqx_msg_recv (void *socket, zmq_msg_t *message, int flags);

#undef ZMQX_EXPORT

#ifdef __cplusplus
}
#endif

#endif
