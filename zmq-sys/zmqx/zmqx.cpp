/* SPDX-License-Identifier: MPL-2.0 */

//  Many messages in one call. The patch `batch-calls` declares what is defined
//  here, and lets a socket gather the flushes of its pipes.

#include "precompiled.hpp"
#include "macros.hpp"
#include "zmqx.h"

#include <limits.h>

#include "config.hpp"
#include "err.hpp"
#include "likely.hpp"
#include "msg.hpp"
#include "socket_base.hpp"

namespace
{
//  After so many messages the peers are woken and commands are looked for, so
//  that both sides of a long batch work at the same time.
const size_t messages_per_flush = 256;

zmq::socket_base_t *as_socket (void *socket_, size_t count_, const void *messages_)
{
    zmq::socket_base_t *const socket =
      static_cast<zmq::socket_base_t *> (socket_);
    if (unlikely (!socket || !socket->check_tag ())) {
        errno = ENOTSOCK;
        return NULL;
    }
    if (unlikely (count_ > 0 && !messages_)) {
        errno = EFAULT;
        return NULL;
    }
    return socket;
}

bool has_only (int flags_, int known_)
{
    if (likely ((flags_ & ~known_) == 0))
        return true;
    errno = EINVAL;
    return false;
}

size_t at_most_int (size_t count_)
{
    return count_ < INT_MAX ? count_ : INT_MAX;
}

int result (size_t done_, size_t count_)
{
    return done_ == 0 && count_ > 0 ? -1 : static_cast<int> (done_);
}
}

int zmq::socket_base_t::send_batch (msg_t *msgs_, size_t count_, int flags_)
{
    scoped_optional_lock_t sync_lock (_thread_safe ? &_sync : NULL);

    if (unlikely (_ctx_terminated)) {
        errno = ETERM;
        return -1;
    }
    if (unlikely (process_commands (0, true) != 0))
        return -1;

    size_t sent = 0;
    while (sent < count_) {
        const size_t left = count_ - sent;
        const size_t some = left < messages_per_flush ? left : messages_per_flush;
        _cork.close ();
        size_t done = 0;
        while (done < some && send_of_batch (msgs_ + sent + done, flags_) == 0)
            ++done;
        const int err = errno;
        _cork.open ();
        errno = err;
        sent += done;
        if (likely (done == some)) {
            if (sent < count_ && unlikely (process_commands (0, true) != 0))
                break;
        } else if (errno != EAGAIN || wait_and_send (msgs_ + sent, flags_) != 0)
            break;
        else
            ++sent;
    }
    return result (sent, count_);
}

int zmq::socket_base_t::send_of_batch (msg_t *msg_, int flags_)
{
    if (unlikely (!msg_->check ())) {
        errno = EFAULT;
        return -1;
    }
    if (!(flags_ & ZMQX_KEEP_MORE)) {
        msg_->reset_flags (msg_t::more);
        if (flags_ & ZMQ_SNDMORE)
            msg_->set_flags (msg_t::more);
    }
    msg_->reset_metadata ();

    const int rc = xsend (msg_);
    //  The connection ended inside a multipart message, which is lost with it:
    //  a blocking send has always dropped the rest without a word.
    if (unlikely (rc == -2 && !(flags_ & ZMQ_DONTWAIT) && options.sndtimeo != 0)) {
        const int rc2 = msg_->close ();
        errno_assert (rc2 == 0);
        return msg_->init ();
    }
    return rc == 0 ? 0 : -1;
}

int zmq::socket_base_t::wait_and_send (msg_t *msg_, int flags_)
{
    int timeout = flags_ & ZMQ_DONTWAIT ? 0 : options.sndtimeo;
    if (timeout == 0) {
        errno = EAGAIN;
        return -1;
    }
    const uint64_t end = timeout < 0 ? 0 : _clock.now_ms () + timeout;
    while (true) {
        if (unlikely (process_commands (timeout, false) != 0))
            return -1;
        if (xsend (msg_) == 0)
            return 0;
        if (unlikely (errno != EAGAIN))
            return -1;
        if (timeout > 0) {
            timeout = static_cast<int> (end - _clock.now_ms ());
            if (timeout <= 0) {
                errno = EAGAIN;
                return -1;
            }
        }
    }
}

int zmq::socket_base_t::recv_batch (msg_t *msgs_, size_t count_, int flags_)
{
    if (flags_ & ZMQX_INIT)
        msgs_->init ();
    if (recv (msgs_, flags_ & ZMQ_DONTWAIT) != 0)
        return -1;

    scoped_optional_lock_t sync_lock (_thread_safe ? &_sync : NULL);
    size_t received = 1;
    for (; received < count_; ++received) {
        msg_t *const msg = msgs_ + received;
        if (flags_ & ZMQX_INIT)
            msg->init ();
        else if (unlikely (!msg->check ()))
            break;
        if (xrecv (msg) != 0)
            break;
        extract_flags (msg);
    }

    //  They count as single ones do, so that commands are not left for long.
    const size_t ticks = _ticks + received - 1;
    _ticks = ticks < inbound_poll_rate ? static_cast<int> (ticks)
                                       : inbound_poll_rate - 1;
    return static_cast<int> (received);
}

int zmqx_send_batch (void *socket_,
                     zmq_msg_t *messages_,
                     size_t count_,
                     int flags_)
{
    zmq::socket_base_t *const socket = as_socket (socket_, count_, messages_);
    if (unlikely (!socket
                  || !has_only (flags_, ZMQ_DONTWAIT | ZMQ_SNDMORE
                                          | ZMQX_KEEP_MORE)))
        return -1;
    return socket->send_batch (reinterpret_cast<zmq::msg_t *> (messages_),
                               at_most_int (count_), flags_);
}

int zmqx_recv_batch (void *socket_,
                     zmq_msg_t *messages_,
                     size_t count_,
                     int flags_)
{
    zmq::socket_base_t *const socket = as_socket (socket_, count_, messages_);
    if (unlikely (!socket || !has_only (flags_, ZMQ_DONTWAIT | ZMQX_INIT)))
        return -1;
    if (count_ == 0)
        return 0;
    return socket->recv_batch (reinterpret_cast<zmq::msg_t *> (messages_),
                               at_most_int (count_), flags_);
}

int zmqx_msg_set_more (zmq_msg_t *message_, int more_)
{
    zmq::msg_t *const msg = reinterpret_cast<zmq::msg_t *> (message_);
    if (unlikely (!msg || !msg->check ())) {
        errno = EFAULT;
        return -1;
    }
    msg->reset_flags (zmq::msg_t::more);
    if (more_)
        msg->set_flags (zmq::msg_t::more);
    return 0;
}
