//! pyzmq's `test_message.py`.

use zmq::{ErrorKind, Message, MessageTracker, PAIR, Result};

use super::{LONG, create_bound_pair};

/// pyzmq: `test_multisend`
#[test]
fn a_message_can_be_sent_many_times_and_by_reference() -> Result<()> {
    let (a, b) = create_bound_pair(PAIR, PAIR)?;
    // Within the message, behind a pointer, and too large to be copied.
    for size in [0, 10, 33, 34, 100_000] {
        let message = Message::from(vec![9; size]);
        for _ in 0..3 {
            a.send(&message)?;
            assert_eq!(message, vec![9; size]);
        }
        assert!((0..3).all(|_| b.recv().unwrap() == message));
    }
    Ok(())
}

/// pyzmq: `test_frame_more`
#[test]
fn a_received_frame_says_whether_more_follow() -> Result<()> {
    assert!(!Message::from("hello").more());
    let (a, b) = create_bound_pair(PAIR, PAIR)?;
    a.send_multipart(["hi", "there"])?;
    let (first, last) = (b.recv()?, b.recv()?);
    assert!(first.more() && first.get(zmq::MORE)? == 1);
    assert!(!last.more() && last.get(zmq::MORE)? == 0);
    Ok(())
}

/// pyzmq: `test_multi_tracker`. `NotDone` is the kind `Again` here, and the plain number of milliseconds, where theirs is of seconds.
#[test]
fn a_tracker_of_several_is_done_with_the_last_of_them() -> Result<()> {
    let ((a, tracker_of_a), (b, tracker_of_b)) = (Message::tracked("asdf"), Message::tracked("whoda"));
    let both: MessageTracker = [tracker_of_a, tracker_of_b].into_iter().collect();
    assert!(!both.done());
    assert_eq!(both.wait_timeout(10).unwrap_err().kind(), ErrorKind::Again);
    drop(a);
    assert_eq!(both.wait_timeout(10).unwrap_err().kind(), ErrorKind::Again);
    drop(b);
    both.wait_timeout(LONG)?;
    assert!(both.done());
    Ok(())
}

/// pyzmq: `test_noncopying_recv`
#[test]
fn a_received_buffer_is_not_clobbered_by_the_next_ones() -> Result<()> {
    let (a, b) = create_bound_pair(PAIR, PAIR)?;
    for _ in 0..32 {
        b.send(vec![0; 64])?;
        let kept = a.recv()?;
        for number in 0..5 {
            let ones = vec![0xff; 40 + number * 10];
            b.send(ones.clone())?;
            assert_eq!(a.recv()?, ones);
            assert_eq!(kept, [0; 64]);
        }
    }
    Ok(())
}
