//! The whole data plane in one process and in virtual time: clients and upstreams are texts over connections in
//! memory, so that minutes of waiting take none, and each byte comes when the test says so.

mod aborts;
mod ends;
mod stage;
mod timeouts;
mod upkeep;

use ends::*;
use stage::Stage;
