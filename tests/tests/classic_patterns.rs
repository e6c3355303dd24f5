//! The examples of the classic patterns: each plays all its parts, ends by itself, and says what came of it.

use zmq_tests::program::Language;

macro_rules! patterns {
    ($($test:ident: $program:literal says $line:literal,)*) => {
        $(
            #[test]
            fn $test() {
                let lines = Language::Rust.start($program, &[]).finish();
                assert!(lines.iter().any(|line| line.contains($line)), "{lines:?}");
            }
        )*
    };
}

patterns! {
    a_cache_gives_latecomers_the_last_value: "pattern_last_value_cache" says "041 is round 3",
    a_client_does_without_the_servers_that_vanish: "pattern_freelance" says "answers of each server: [8, 8, ",
    a_client_gives_up_a_server_that_is_gone: "pattern_lazy_pirate" says "the server is gone",
    a_listener_sees_what_a_proxy_passes: "pattern_espresso" says "messages, ",
    a_queue_misses_a_worker_that_died: "pattern_paranoid_pirate" says "the queue misses a worker",
    a_subscriber_that_cannot_keep_up_ends_itself: "pattern_suicidal_snail" says "snail: Suicide",
    clones_of_a_table_are_the_same: "pattern_clone" says "4 copies of 20 keys are the same",
    clusters_give_each_other_work: "pattern_clusters" says "of 90 requests were answered by the other cluster",
    no_subscriber_misses_the_first_publication: "pattern_synchronized_pubsub" says "each of 10 subscribers got 10000",
    services_are_found_by_name: "pattern_majordomo" says " answers of a worker that died",
    the_worker_that_is_free_gets_the_request: "pattern_load_balancing" says "slow answered",
}
