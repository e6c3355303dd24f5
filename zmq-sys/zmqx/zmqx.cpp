/* SPDX-License-Identifier: MPL-2.0 */

//  Many messages in one call. The patch `batch-calls` declares what is defined
//  here, and lets a socket gather the flushes of its pipes.
//
//  Every socket sends and receives a batch by its xsend and xrecv. Those that do
//  no more than that with one pipe pass their messages to it, or from it, in a
//  loop of its own: write_some and read_some.

#include "precompiled.hpp"
#include "macros.hpp"
#include "../include/zmqx.h"

#include <limits.h>
#include <stddef.h>

#include "config.hpp"
#include "dealer.hpp"
#include "err.hpp"
#include "fq.hpp"
#include "lb.hpp"
#include "likely.hpp"
#include "msg.hpp"
#include "pair.hpp"
#include "pipe.hpp"
#include "pull.hpp"
#include "push.hpp"
#include "socket_base.hpp"
#include "ypipe.hpp"

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

typedef zmq::ypipe_t<zmq::msg_t, zmq::message_pipe_granularity> queue_t;

//  What zmq_msg_send does to a message before a socket gets it.
inline bool prepare (zmq::msg_t *msg_, int flags_)
{
    if (unlikely (!msg_->check ()))
        return false;
    if (!(flags_ & ZMQX_KEEP_MORE)) {
        msg_->reset_flags (zmq::msg_t::more);
        if (flags_ & ZMQ_SNDMORE)
            msg_->set_flags (zmq::msg_t::more);
    }
    msg_->reset_metadata ();
    return true;
}

//  Makes a place for a message to receive into, which holds nothing afterwards.
inline bool clear (zmq::msg_t *msg_, int flags_)
{
    return flags_ & ZMQX_INIT || msg_->close () == 0;
}

//  Whether a call that receives one message has its last frame.
inline bool is_enough (const zmq::msg_t *msg_, int flags_)
{
    return flags_ & ZMQX_ONE_MESSAGE && !(msg_->flags () & zmq::msg_t::more);
}

//  What pipe_t::read does not just hand on.
bool is_special (const zmq::msg_t &msg_)
{
    return msg_.is_delimiter () || msg_.is_credential ();
}
}

namespace zmq
{
//  Sees the inside of a message, to hold it against what zmqx.h says.
struct msg_layout_t
{
    typedef msg_t::content_t content_t;
    typedef char check_t
      [offsetof (msg_t, _u.base.metadata) == 0
           && offsetof (msg_t, _u.vsm.data) == sizeof (void *)
           && msg_t::max_vsm_size == ZMQX_MSG_SIZE - sizeof (void *)
           && offsetof (msg_t, _u.vsm.size) == ZMQX_MSG_SIZE
           && offsetof (msg_t, _u.lmsg.content) == sizeof (void *)
           && offsetof (msg_t, _u.zclmsg.content) == sizeof (void *)
           && offsetof (content_t, data) == 0
           && offsetof (content_t, size) == sizeof (void *)
           && offsetof (msg_t, _u.base.type) == ZMQX_MSG_TYPE
           && offsetof (msg_t, _u.base.flags) == ZMQX_MSG_FLAGS
           && offsetof (msg_t, _u.base.group.type) == ZMQX_MSG_GROUP
           && msg_t::type_vsm == ZMQX_MSG_VSM
           && msg_t::type_lmsg == ZMQX_MSG_LMSG
           && msg_t::type_zclmsg == ZMQX_MSG_ZCLMSG && msg_t::more == 1
           && msg_t::group_type_short == 0
         ? 1
         : -1];

    static void *allocate (size_t size_)
    {
        if (unlikely (size_ <= msg_t::max_vsm_size)) {
            errno = EINVAL;
            return NULL;
        }
        return msg_t::new_content (size_);
    }
};
}

size_t zmq::pipe_t::write_some (msg_t *msgs_,
                                size_t count_,
                                int flags_,
                                bool *more_)
{
    if (unlikely (_conflate || !check_write ()))
        return 0;
    queue_t *const queue = static_cast<queue_t *> (_out_pipe);
    const uint64_t begin = _msgs_written;
    const uint64_t end =
      _hwm > 0 ? _peers_msgs_read + static_cast<uint64_t> (_hwm) : UINT64_MAX;
    uint64_t written = begin;
    size_t done = 0;
    for (; done < count_ && written != end; ++done) {
        msg_t *const msg = msgs_ + done;
        if (unlikely (!prepare (msg, flags_)))
            break;
        const bool more = (msg->flags () & msg_t::more) != 0;
        queue->write (*msg, more);
        written += !more && !msg->is_routing_id ();
        *more_ = more;
        msg->init ();
    }
    _msgs_written = written;
    if (written != begin)
        flush ();
    return done;
}

size_t zmq::pipe_t::read_some (msg_t *msgs_,
                               size_t count_,
                               int flags_,
                               bool *more_)
{
    if (unlikely (!_in_active || _conflate
                  || (_state != active && _state != waiting_for_delimiter)))
        return 0;
    queue_t *const queue = static_cast<queue_t *> (_in_pipe);
    size_t done = 0;
    while (done < count_ && queue->check_read () && !queue->probe (is_special)) {
        msg_t *const msg = msgs_ + done;
        if (unlikely (!clear (msg, flags_)))
            break;
        queue->read (msg);
        ++done;
        *more_ = (msg->flags () & msg_t::more) != 0;
        if (!*more_ && !msg->is_routing_id ()) {
            ++_msgs_read;
            if (_lwm > 0 && ++_msgs_unreported >= _lwm) {
                _msgs_unreported = 0;
                send_activate_write (_peer, _msgs_read);
            }
        }
        if (is_enough (msg, flags_))
            break;
    }
    return done;
}

size_t zmq::lb_t::send_some (msg_t *msgs_, size_t count_, int flags_)
{
    //  With several pipes each message goes to the next one.
    if (_active != 1 || _dropping)
        return 0;
    return _pipes[_current]->write_some (msgs_, count_, flags_, &_more);
}

size_t zmq::fq_t::recv_some (msg_t *msgs_, size_t count_, int flags_)
{
    if (_active != 1)
        return 0;
    return _pipes[_current]->read_some (msgs_, count_, flags_, &_more);
}

size_t zmq::socket_base_t::xsend_some (msg_t *, size_t, int)
{
    return 0;
}

size_t zmq::socket_base_t::xrecv_some (msg_t *, size_t, int)
{
    return 0;
}

size_t zmq::push_t::xsend_some (msg_t *msgs_, size_t count_, int flags_)
{
    return _lb.send_some (msgs_, count_, flags_);
}

size_t zmq::pull_t::xrecv_some (msg_t *msgs_, size_t count_, int flags_)
{
    return _fq.recv_some (msgs_, count_, flags_);
}

//  A REQ is a DEALER too, but takes turns.
size_t zmq::dealer_t::xsend_some (msg_t *msgs_, size_t count_, int flags_)
{
    return options.type == ZMQ_DEALER ? _lb.send_some (msgs_, count_, flags_)
                                      : 0;
}

size_t zmq::dealer_t::xrecv_some (msg_t *msgs_, size_t count_, int flags_)
{
    return options.type == ZMQ_DEALER ? _fq.recv_some (msgs_, count_, flags_)
                                      : 0;
}

size_t zmq::pair_t::xsend_some (msg_t *msgs_, size_t count_, int flags_)
{
    bool more;
    return _pipe ? _pipe->write_some (msgs_, count_, flags_, &more) : 0;
}

size_t zmq::pair_t::xrecv_some (msg_t *msgs_, size_t count_, int flags_)
{
    bool more;
    return _pipe ? _pipe->read_some (msgs_, count_, flags_, &more) : 0;
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

    //  The ones up to the first that the context does not allow.
    size_t allowed = count_;
    if (unlikely (options.max_msgsz != static_cast<size_t> (-1)))
        for (allowed = 0; allowed < count_; ++allowed)
            if (!msgs_[allowed].check () || !may_send (msgs_[allowed].size ()))
                break;

    size_t sent = 0;
    while (sent < allowed) {
        const size_t left = allowed - sent;
        const size_t some = left < messages_per_flush ? left : messages_per_flush;
        _cork.close ();
        size_t done = xsend_some (msgs_ + sent, some, flags_);
        while (done < some && send_of_batch (msgs_ + sent + done, flags_) == 0)
            ++done;
        const int err = errno;
        _cork.open ();
        errno = err;
        sent += done;
        if (likely (done == some)) {
            if (sent < allowed && unlikely (process_commands (0, true) != 0))
                break;
        } else if (errno != EAGAIN || wait_and_send (msgs_ + sent, flags_) != 0)
            break;
        else
            ++sent;
    }
    if (sent == allowed && allowed < count_)
        errno = msgs_[sent].check () ? EMSGSIZE : EFAULT;
    return result (sent, count_);
}

int zmq::socket_base_t::send_of_batch (msg_t *msg_, int flags_)
{
    if (unlikely (!prepare (msg_, flags_))) {
        errno = EFAULT;
        return -1;
    }
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
    while (received < count_ && !is_enough (msgs_ + received - 1, flags_)) {
        msg_t *const msg = msgs_ + received;
        const size_t some = xrecv_some (msg, count_ - received, flags_);
        received += some;
        if (some == 0) {
            if (flags_ & ZMQX_INIT)
                msg->init ();
            else if (unlikely (!msg->check ()))
                break;
            if (xrecv (msg) != 0)
                break;
            ++received;
        }
    }
    extract_flags (msgs_ + received - 1);

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
    if (unlikely (!socket || !has_only (flags_, ZMQ_DONTWAIT | ZMQX_INIT
                                                    | ZMQX_ONE_MESSAGE)))
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

void *zmqx_msg_content (size_t size_)
{
    return zmq::msg_layout_t::allocate (size_);
}

//  Apart from the other way, which takes no registers then.
static int send_if_allowed (zmq::socket_base_t *socket_,
                            zmq::msg_t *msg_,
                            int flags_) ZMQ_NOINLINE;
static int send_if_allowed (zmq::socket_base_t *socket_,
                            zmq::msg_t *msg_,
                            int flags_)
{
    if (socket_->may_send (msg_->size ()))
        return socket_->send (msg_, flags_);
    errno = EMSGSIZE;
    return -1;
}

int zmqx_msg_send (void *socket_, zmq_msg_t *message_, int flags_)
{
    zmq::socket_base_t *const socket =
      static_cast<zmq::socket_base_t *> (socket_);
    zmq::msg_t *const msg = reinterpret_cast<zmq::msg_t *> (message_);
    //  Without a limit nobody has to ask for the size.
    return likely (socket->may_send (static_cast<size_t> (-1)))
             ? socket->send (msg, flags_)
             : send_if_allowed (socket, msg, flags_);
}

int zmqx_msg_recv (void *socket_, zmq_msg_t *message_, int flags_)
{
    return static_cast<zmq::socket_base_t *> (socket_)->recv (
      reinterpret_cast<zmq::msg_t *> (message_), flags_);
}
