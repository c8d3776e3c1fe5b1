//! Users: who may call the gateway.
