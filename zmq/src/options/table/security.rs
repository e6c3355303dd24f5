//! Who may connect, and encryption.

use super::prelude::*;

socket_options! { SECURITY;
    /// Whether peers must give a user name and a password, which a ZAP handler checks.
    "ZMQ_PLAIN_SERVER" PLAIN_SERVER = 44, Bool "", default 0, on all, stable, get plain_server, set set_plain_server;

    /// The user name to give to a PLAIN server, at most 255 bytes; empty: no authentication.
    "ZMQ_PLAIN_USERNAME" PLAIN_USERNAME = 45, Text "", default empty, on all, stable, get plain_username,
        set set_plain_username;

    /// The password to give to a PLAIN server, at most 255 bytes; empty: no authentication.
    "ZMQ_PLAIN_PASSWORD" PLAIN_PASSWORD = 46, Text "", default empty, on all, stable, get plain_password,
        set set_plain_password;

    /// Whether this is the server's end of encrypted connections, whose secret key is set. Needs a libzmq with CURVE, as
    /// the keys do.
    "ZMQ_CURVE_SERVER" CURVE_SERVER = 47, Bool "", default 0, on all, stable, get curve_server, set set_curve_server;

    /// This socket's public key: 32 bytes, or 40 characters of Z85.
    "ZMQ_CURVE_PUBLICKEY" CURVE_PUBLICKEY = 48, PublicKey "", default zeros, on all, stable, get curve_publickey,
        set set_curve_publickey;

    /// This socket's secret key: 32 bytes, or 40 characters of Z85.
    "ZMQ_CURVE_SECRETKEY" CURVE_SECRETKEY = 49, SecretKey "", default zeros, on all, stable, get curve_secretkey,
        set set_curve_secretkey;

    /// The public key of the server to connect to: 32 bytes, or 40 characters of Z85.
    "ZMQ_CURVE_SERVERKEY" CURVE_SERVERKEY = 50, PublicKey "", default zeros, on all, stable, get curve_serverkey,
        set set_curve_serverkey;

    /// The domain that a ZAP handler is asked with, 1 to 255 bytes. Cannot be made empty again.
    "ZMQ_ZAP_DOMAIN" ZAP_DOMAIN = 55, Text "", default empty, on all, stable, get zap_domain, set set_zap_domain;

    /// Whether a ZAP handler is asked only if there is a [`zap_domain`](Socket::zap_domain).
    "ZMQ_ZAP_ENFORCE_DOMAIN" ZAP_ENFORCE_DOMAIN = 93, Bool "", default 0, on all, draft, get zap_enforce_domain,
        set set_zap_enforce_domain;

    /// A process to accept ipc connections from, beside those set before. Deprecated by libzmq.
    "ZMQ_IPC_FILTER_PID" IPC_FILTER_PID = 58, Int "process id", default none, on all, stable, set set_ipc_filter_pid;

    /// A user to accept ipc connections from, beside those set before. Deprecated by libzmq.
    "ZMQ_IPC_FILTER_UID" IPC_FILTER_UID = 59, Id "user id", default none, on all, stable, set set_ipc_filter_uid;

    /// A group to accept ipc connections from, beside those set before. Deprecated by libzmq.
    "ZMQ_IPC_FILTER_GID" IPC_FILTER_GID = 60, Id "group id", default none, on all, stable, set set_ipc_filter_gid;

    /// Whether this is the server's end of Kerberos connections. Needs a libzmq with GSSAPI, as the next five do.
    "ZMQ_GSSAPI_SERVER" GSSAPI_SERVER = 62, Bool "", default 0, on all, stable, get gssapi_server, set set_gssapi_server;

    /// The name of this socket's Kerberos principal.
    "ZMQ_GSSAPI_PRINCIPAL" GSSAPI_PRINCIPAL = 63, Text "", default empty, on all, stable, get gssapi_principal,
        set set_gssapi_principal;

    /// The name of the Kerberos principal to connect to.
    "ZMQ_GSSAPI_SERVICE_PRINCIPAL" GSSAPI_SERVICE_PRINCIPAL = 64, Text "", default empty, on all, stable,
        get gssapi_service_principal, set set_gssapi_service_principal;

    /// Whether Kerberos connections are authenticated only, not encrypted.
    "ZMQ_GSSAPI_PLAINTEXT" GSSAPI_PLAINTEXT = 65, Bool "", default 0, on all, stable, get gssapi_plaintext,
        set set_gssapi_plaintext;

    /// What the name of this socket's Kerberos principal is.
    "ZMQ_GSSAPI_PRINCIPAL_NAMETYPE" GSSAPI_PRINCIPAL_NAMETYPE = 90, GssapiNameType "", default 0, on all, stable,
        get gssapi_principal_nametype, set set_gssapi_principal_nametype;

    /// What the name of the Kerberos principal to connect to is.
    "ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE" GSSAPI_SERVICE_PRINCIPAL_NAMETYPE = 91, GssapiNameType "", default 0, on all,
        stable, get gssapi_service_principal_nametype, set set_gssapi_service_principal_nametype;

    /// The private key of a `wss://` listener. Needs a libzmq with WSS, as the next four do.
    "ZMQ_WSS_KEY_PEM" WSS_KEY_PEM = 103, Text "PEM", default none, on all, draft, set set_wss_key_pem;

    /// The certificate of a `wss://` listener.
    "ZMQ_WSS_CERT_PEM" WSS_CERT_PEM = 104, Text "PEM", default none, on all, draft, set set_wss_cert_pem;

    /// The certificates that a `wss://` peer must be vouched for by.
    "ZMQ_WSS_TRUST_PEM" WSS_TRUST_PEM = 105, Text "PEM", default none, on all, draft, set set_wss_trust_pem;

    /// The host name that a `wss://` server must prove to have.
    "ZMQ_WSS_HOSTNAME" WSS_HOSTNAME = 106, Text "", default none, on all, draft, set set_wss_hostname;

    /// Whether the certificates that the system trusts are trusted.
    "ZMQ_WSS_TRUST_SYSTEM" WSS_TRUST_SYSTEM = 107, Bool "", default none, on all, draft, set set_wss_trust_system;
}
