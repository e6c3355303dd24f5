//! Tests of what crosses a border: processes, languages, the C ABI, networks, faults.
