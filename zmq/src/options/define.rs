//! The macros that turn a row of the option table into its constants, its metadata and its accessors.
//!
//! ```text
//! /// What it does.
//! "ZMQ_LINGER" LINGER = 17, Wait "ms", default (-1), on all, stable, get linger, set set_linger;
//!  C's name    ours   number kind unit  at first    types  status
//! ```
//! Kind: a variant of `ValueKind`. Types: `all`, or those that accept it, as `[ROUTER REP]`. Status: `stable`, `draft`
//! (the accessors need the feature), or `bare` (no accessor; the names only say that it can be read or set).

macro_rules! socket_options {
    ($rows:ident; $(
        $(#[$doc:meta])*
        $c:literal $name:ident = $number:literal, $kind:ident $unit:literal, default $default:tt, on $types:tt,
        $status:ident $(, get $get:ident)? $(, set $set:ident)?;
    )*) => {
        pub(super) const $rows: &[OptionInfo] =
            &[$(row!($name $number $kind $unit $default $types $status [$($get)?] [$($set)?])),*];

        impl SocketOption {
            $($(#[$doc])*
            #[doc = facts!($c $unit $default $types $status)]
            #[doc(alias = $c)]
            pub const $name: Self = Self::from_raw($number);)*
        }

        $($(#[$doc])*
        #[doc = facts!($c $unit $default $types $status)]
        #[doc(alias = $c)]
        pub const $name: SocketOption = SocketOption::$name;)*

        impl Socket {
            $(
                getter!($status [$($get)?] socket $name $kind {
                    $(#[$doc])* #[doc = facts!($c $unit $default $types $status)] #[doc(alias = $c)]
                });
                setter!($status [$($set)?] socket $name $kind {
                    $(#[$doc])* #[doc = facts!($c $unit $default $types $status)] #[doc(alias = $c)]
                });
            )*
        }
    };
}

macro_rules! context_options {
    ($rows:ident; $(
        $(#[$doc:meta])*
        $c:literal $name:ident = $number:literal, $kind:ident $unit:literal, default $default:tt,
        $status:ident $(, get $get:ident)? $(, set $set:ident)?;
    )*) => {
        pub(super) const $rows: &[OptionInfo] =
            &[$(row!($name $number $kind $unit $default all $status [$($get)?] [$($set)?])),*];

        impl ContextOption {
            $($(#[$doc])*
            #[doc = facts!($c $unit $default context $status)]
            #[doc(alias = $c)]
            pub const $name: Self = Self::from_raw($number);)*
        }

        impl Context {
            $(
                getter!($status [$($get)?] context $name $kind {
                    $(#[$doc])* #[doc = facts!($c $unit $default context $status)] #[doc(alias = $c)]
                });
                setter!($status [$($set)?] context $name $kind {
                    $(#[$doc])* #[doc = facts!($c $unit $default context $status)] #[doc(alias = $c)]
                });
            )*
        }
    };
}

macro_rules! row {
    ($name:ident $number:literal $kind:ident $unit:literal $default:tt $types:tt $status:ident $get:tt $set:tt) => {
        OptionInfo {
            name: stringify!($name),
            number: $number,
            kind: ValueKind::$kind,
            unit: $unit,
            readable: present!($get),
            writable: present!($set),
            default: default!($default),
            accepts: accepts!($types),
            draft: is_draft!($status),
        }
    };
}

macro_rules! present {
    ([]) => {
        false
    };
    ([$name:ident]) => {
        true
    };
}

macro_rules! default {
    (none) => {
        DefaultValue::None
    };
    (empty) => {
        DefaultValue::Empty
    };
    (zeros) => {
        DefaultValue::ZeroKey
    };
    ((-1)) => {
        DefaultValue::Int(-1)
    };
    ($number:literal) => {
        DefaultValue::Int($number)
    };
}

macro_rules! accepts {
    (all) => {
        Accepts::All
    };
    ([$($kind:ident)*]) => {
        Accepts::Only(&[$(kinds::$kind),*])
    };
}

macro_rules! is_draft {
    (draft) => {
        true
    };
    ($other:ident) => {
        false
    };
}

/// The end of an option's doc comment.
macro_rules! facts {
    ($c:literal $unit:literal $default:tt $types:tt $status:ident) => {
        concat!(
            "\n",
            facts!(@unit $unit),
            facts!(@default $default),
            facts!(@types $types),
            facts!(@status $status),
            "\n\nlibzmq: ", facts!(@page $types), ", ", $c
        )
    };
    (@unit "") => { "" };
    (@unit $unit:literal) => { concat!("Unit: ", $unit, ". ") };
    (@default none) => { "" };
    (@default empty) => { "Default: empty. " };
    (@default zeros) => { "Default: zeros. " };
    (@default (-1)) => { "Default: -1. " };
    (@default $value:tt) => { concat!("Default: ", stringify!($value), ". ") };
    (@types context) => { "" };
    (@types all) => { "On every socket type." };
    (@types [$($kind:ident)*]) => { concat!("On", $(" ", stringify!($kind),)* " only.") };
    (@status stable) => { "" };
    (@status bare) => { "" };
    (@status draft) => { " Draft." };
    (@page context) => { "zmq_ctx_set(3)" };
    (@page $types:tt) => { "zmq_setsockopt(3)" };
}

macro_rules! getter {
    (bare $($rest:tt)*) => {};
    ($status:ident [] $($rest:tt)*) => {};
    (draft [$get:ident] $of:ident $name:ident $kind:ident { $($docs:tt)* }) => {
        getter!(stable [$get] $of $name $kind { #[cfg(feature = "draft")] $($docs)* });
    };
    (stable [$get:ident] socket $name:ident $kind:ident { $($docs:tt)* }) => {
        $($docs)*
        pub fn $get(&self) -> Result<read_type!($kind)> {
            Readable::read(self, SocketOption::$name)
        }
    };
    (stable [$get:ident] context $name:ident $kind:ident { $($docs:tt)* }) => {
        $($docs)*
        pub fn $get(&self) -> Result<read_type!($kind)> {
            self.get(ContextOption::$name).map(from_int!($kind))
        }
    };
}

macro_rules! setter {
    (bare $($rest:tt)*) => {};
    ($status:ident [] $($rest:tt)*) => {};
    (draft [$set:ident] $of:ident $name:ident $kind:ident { $($docs:tt)* }) => {
        setter!(stable [$set] $of $name $kind { #[cfg(feature = "draft")] $($docs)* });
    };
    (stable [$set:ident] socket $name:ident $kind:ident { $($docs:tt)* }) => {
        $($docs)*
        pub fn $set(&self, value: write_type!($kind)) -> Result<()> {
            Writable::write(write_value!($kind value), self, SocketOption::$name)
        }
    };
    (stable [$set:ident] context $name:ident $kind:ident { $($docs:tt)* }) => {
        $($docs)*
        pub fn $set(&self, value: write_type!($kind)) -> Result<()> {
            self.set(ContextOption::$name, i32::from(value))
        }
    };
}

macro_rules! read_type {
    (Int) => { i32 };
    (Id) => { u32 };
    (Int64) => { i64 };
    (Uint64) => { u64 };
    (Bool) => { bool };
    (Millis) => { Duration };
    (Wait) => { Option<Duration> };
    (Bytes) => { Vec<u8> };
    (Text) => { String };
    (Fd) => { RawFd };
    ($same:ident) => { $same };
}

macro_rules! write_type {
    (Millis) => { impl Into<Timeout> };
    (Wait) => { impl Into<Timeout> };
    (Bytes) => { impl AsRef<[u8]> };
    (Text) => { impl AsRef<str> };
    (PublicKey) => { impl TryInto<PublicKey, Error: Into<Error>> };
    (SecretKey) => { impl TryInto<SecretKey, Error: Into<Error>> };
    ($kind:ident) => { read_type!($kind) };
}

macro_rules! write_value {
    (Millis $value:ident) => {
        $value.into()
    };
    (Wait $value:ident) => {
        $value.into()
    };
    (Bytes $value:ident) => {
        $value.as_ref()
    };
    (Text $value:ident) => {
        $value.as_ref()
    };
    (PublicKey $value:ident) => {
        $value.try_into().map_err(Into::into)?
    };
    (SecretKey $value:ident) => {
        $value.try_into().map_err(Into::into)?
    };
    ($kind:ident $value:ident) => {
        $value
    };
}

macro_rules! from_int {
    (Bool) => {
        |value| value != 0
    };
    (Int) => {
        |value| value
    };
}
