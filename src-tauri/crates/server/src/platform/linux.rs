//! Linux: `/proc` tells who holds a port, as far as we may look.

use std::fs;

/// The program that listens on a port, by name and pid; `None` when it is another user's.
pub(crate) fn holder_of_port(port: u16) -> Option<String> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|path| fs::read_to_string(path).unwrap_or_default());
    let sockets: Vec<String> = tables.iter().flat_map(|table| listening(table, port)).collect();
    let processes = fs::read_dir("/proc").ok()?.flatten();
    // `self` and `thread-self` stand there, too.
    let numbered = |process: &fs::DirEntry| process.file_name().to_string_lossy().parse::<u32>().is_ok();
    let holder = processes.filter(numbered).map(|process| process.path()).find(|process| {
        let descriptors = fs::read_dir(process.join("fd")).into_iter().flatten().flatten();
        let mut links = descriptors.filter_map(|descriptor| fs::read_link(descriptor.path()).ok());
        links.any(|link| sockets.iter().any(|socket| link.as_os_str() == socket.as_str()))
    })?;
    let name = fs::read_to_string(holder.join("comm")).ok()?;
    Some(format!("{} (pid {})", name.trim(), holder.file_name()?.display()))
}

/// The sockets that listen on the port, as links to them look.
fn listening(table: &str, port: u16) -> Vec<String> {
    const LISTEN: &str = "0A";
    let of_line = |line: &str| {
        let columns: Vec<&str> = line.split_ascii_whitespace().collect();
        let (_, at) = columns.get(1)?.rsplit_once(':')?;
        let matches = u16::from_str_radix(at, 16) == Ok(port) && columns.get(3) == Some(&LISTEN);
        matches.then(|| columns.get(9).map(|inode| format!("socket:[{inode}]")))?
    };
    table.lines().skip(1).filter_map(of_line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_of_ours_is_found_to_be_ours() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let holder = holder_of_port(listener.local_addr().unwrap().port()).unwrap();
        assert!(holder.contains(&format!("(pid {})", std::process::id())), "{holder}");
    }

    #[test]
    fn only_listening_sockets_of_the_port_count() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
             0: 0100007F:59D8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0 0 111 1 0 100 0\n\
             1: 0100007F:59D8 0100007F:1234 01 00000000:00000000 00:00000000 00000000  0 0 222 1 0 100 0\n\
             2: 0100007F:59D9 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0 0 333 1 0 100 0\n";
        assert_eq!(listening(table, 23_000), ["socket:[111]"]);
    }
}
