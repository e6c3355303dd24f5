//! Z85 and the frames of monitors.

use std::ffi::CString;

use proptest::collection::vec;
use proptest::prelude::*;
use zmq::{Context, DONTWAIT, Happening, Message, MonitorEvent, PAIR, recv_monitor_message_with, z85};

use crate::in_process;

/// What libzmq makes of a text.
fn decoded_by_c(text: &str) -> Option<Vec<u8>> {
    let mut bytes = vec![0; text.len() / 5 * 4];
    let text = CString::new(text).ok()?;
    // SAFETY: the text ends with a NUL; the bytes are as many as zmq_z85_decode(3) asks for.
    let made = unsafe { zmq_sys::zmq_z85_decode(bytes.as_mut_ptr(), text.as_ptr()) };
    (!made.is_null()).then_some(bytes)
}

fn encoded_by_c(bytes: &[u8]) -> String {
    let mut text = vec![0_u8; bytes.len() / 4 * 5 + 1];
    // SAFETY: the text has room for what zmq_z85_encode(3) writes, and its NUL.
    let made = unsafe { zmq_sys::zmq_z85_encode(text.as_mut_ptr().cast(), bytes.as_ptr(), bytes.len()) };
    assert!(!made.is_null());
    text.pop();
    String::from_utf8(text).expect("Z85 is ASCII")
}

fn frames(bytes: impl IntoIterator<Item = Vec<u8>>) -> Vec<Message> {
    bytes.into_iter().map(Message::from).collect()
}

fn version_1(event: u16, value: u32, endpoint: &str) -> Vec<Message> {
    frames([[&event.to_ne_bytes()[..], &value.to_ne_bytes()].concat(), endpoint.into()])
}

fn version_2(event: u64, values: &[u64], local: &str, remote: &str) -> Vec<Message> {
    let numbers = [event, values.len() as u64].into_iter().chain(values.iter().copied());
    let numbers = numbers.map(|number| number.to_ne_bytes().to_vec());
    frames(numbers.chain([local.into(), remote.into()]))
}

proptest! {
    #![proptest_config(in_process(2000))]

    #[test]
    fn any_words_come_back_from_z85(words in vec(any::<[u8; 4]>(), 0..40)) {
        let bytes = words.concat();
        let text = z85::encode(&bytes).expect("a multiple of 4");
        prop_assert_eq!(&text, &encoded_by_c(&bytes));
        prop_assert_eq!(z85::decode(text).expect("what was encoded"), bytes);
    }

    #[test]
    fn bytes_that_are_no_words_are_not_encoded(bytes in vec(any::<u8>(), 0..40)) {
        prop_assert_eq!(z85::encode(&bytes).is_ok(), bytes.len() % 4 == 0);
    }

    #[test]
    fn text_is_decoded_only_if_that_is_what_its_bytes_are_encoded_as(text in "([!-~]{5}){0,8}|.{0,12}|[%-.]{5}") {
        match z85::decode(&text) {
            Ok(bytes) => {
                prop_assert_eq!(z85::encode(&bytes).expect("whole words"), &text[..]);
                // Of nothing libzmq makes an error.
                prop_assert_eq!(decoded_by_c(&text).unwrap_or_default(), bytes);
            }
            Err(error) => prop_assert_eq!(error.kind(), zmq::ErrorKind::InvalidInput),
        }
    }

    #[test]
    fn a_monitors_event_has_what_its_frames_say(
        event in prop_oneof![(0..16_u32).prop_map(|bit| 1 << bit), any::<u16>()], value: u32, more in vec(any::<u64>(), 0..3),
        local: String, remote: String,
    ) {
        let first = MonitorEvent::parse(&version_1(event, value, &local)).expect("version 1");
        prop_assert_eq!((first.event.bits(), first.value), (u64::from(event), u64::from(value)));
        prop_assert_eq!((&first.endpoint, &first.remote), (&local, &None));
        prop_assert!(event.is_power_of_two() || first.happening == Happening::Unknown);

        let values = [&[u64::from(value)], &more[..]].concat();
        let mut second = MonitorEvent::parse(&version_2(event.into(), &values, &local, &remote)).expect("version 2");
        prop_assert_eq!(second.remote.take(), Some(remote));
        prop_assert_eq!(second, first);
    }

    #[test]
    fn any_frames_are_an_event_or_an_error(parts in vec(vec(any::<u8>(), 0..12), 0..7)) {
        let parts = frames(parts);
        match MonitorEvent::parse(&parts) {
            Ok(event) => prop_assert!(parts.len() == 2 || parts.len() >= 4, "{event:?}"),
            Err(error) => {
                let bytes: Vec<u8> = parts.iter().flat_map(|part| part.to_vec()).collect();
                prop_assert_eq!((error.kind(), error.bytes()), (zmq::ErrorKind::Decode, Some(&bytes[..])));
            }
        }
    }
}

proptest! {
    #![proptest_config(in_process(200))]

    #[test]
    fn what_is_no_event_leaves_the_socket_at_the_next_one(parts in vec(vec(any::<u8>(), 0..12), 1..5)) {
        let context = Context::new().expect("a context");
        let (reports, receiver) = (context.socket(PAIR).expect("a socket"), context.socket(PAIR).expect("a socket"));
        reports.bind("inproc://reports").expect("bound");
        receiver.connect("inproc://reports").expect("connected");
        let sent = frames(parts);
        reports.send_multipart(sent.clone()).expect("sent");
        reports.send_multipart(version_1(1, 7, "tcp://next")).expect("sent");
        let received = recv_monitor_message_with(&receiver, DONTWAIT);
        prop_assert_eq!(received.is_ok(), MonitorEvent::parse(&sent).is_ok());
        prop_assert_eq!(recv_monitor_message_with(&receiver, DONTWAIT).expect("an event").endpoint, "tcp://next");
    }
}
