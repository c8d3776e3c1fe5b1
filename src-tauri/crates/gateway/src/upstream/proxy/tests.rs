use super::*;

/// How many bytes are read, and what is answered then.
type Answers<'a> = &'a [(usize, &'a [u8])];

/// What `connect_on` says to a proxy that reads so many bytes, answers, reads on, and so forth.
async fn asked(proxy: &str, host: &str, answers: Answers<'_>) -> (Result<(), ProxyError>, Vec<u8>) {
    let proxy = Proxy::parse(proxy).unwrap();
    let origin = Origin { https: true, host: host.into(), port: 443 };
    let (mut ours, mut theirs) = tokio::io::duplex(1 << 16);
    let answering = async move {
        let mut heard = Vec::new();
        for (length, answer) in answers {
            let mut piece = vec![0; *length];
            theirs.read_exact(&mut piece).await.unwrap();
            heard.extend_from_slice(&piece);
            theirs.write_all(answer).await.unwrap();
        }
        heard
    };
    tokio::join!(connect_on(&mut ours, &proxy, &origin), answering)
}

const CONNECT: &str = "CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n\r\n";

#[tokio::test]
async fn http_is_asked_to_connect_and_told_who_we_are() {
    let (connected, heard) =
        asked("http://p:1", "api.example", &[(CONNECT.len(), b"HTTP/1.1 200 OK\r\nVia: p\r\n\r\n")]).await;
    assert!(connected.is_ok());
    assert_eq!(String::from_utf8(heard).unwrap(), CONNECT);

    let with_login = CONNECT.replace("\r\n\r\n", "\r\nProxy-Authorization: Basic bWU6cDpz\r\n\r\n");
    let (connected, heard) =
        asked("http://me:p%3as@p:1", "api.example", &[(with_login.len(), b"HTTP/1.0 200 \r\n\r\n")]).await;
    assert!(connected.is_ok());
    assert_eq!(String::from_utf8(heard).unwrap(), with_login);

    let v6 = "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n\r\n";
    let (connected, heard) = asked("http://p:1", "2001:db8::1", &[(v6.len(), b"HTTP/1.1 200\r\n\r\n")]).await;
    assert!(connected.is_ok());
    assert_eq!(String::from_utf8(heard).unwrap(), v6);
}

#[tokio::test]
async fn what_an_http_proxy_says_is_told_apart() {
    for (answer, said) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "it wants another user name and password"),
        ("HTTP/1.1 403 Forbidden by\u{1b} rule\r\n\r\n", "it refuses the connection: 403 Forbidden by rule"),
        ("HTTP/1.1 503 Service Unavailable\r\n\r\n", "it can't connect further: 503 Service Unavailable"),
        ("HTTP/1.1 405 Method Not Allowed\r\n\r\n", "what answers there is no HTTP proxy"),
        ("SSH-2.0-OpenSSH\r\n\r\n", "what answers there is no HTTP proxy"),
        ("HTTP/1.1 200 OK\r\n\r\nbefore its time", "what answers there is no HTTP proxy"),
        ("HTTP/1.1 2", "what answers there is no HTTP proxy"),
        ("", "it ended the connection: unexpected end of file"),
    ] {
        let (connected, _) = asked("http://p:1", "api.example", &[(CONNECT.len(), answer.as_bytes())]).await;
        assert_eq!(connected.unwrap_err().to_string(), said, "{answer}");
    }
    let endless = vec![b'x'; HEAD_BYTES + 1];
    let (connected, _) = asked("http://p:1", "api.example", &[(CONNECT.len(), &endless)]).await;
    assert!(matches!(connected, Err(ProxyError::NotAProxy(_))));
}

/// A SOCKS server's last word: it connected, from an address of this kind.
const CONNECTED: &[u8] = &[5, 0, 0, 1, 10, 0, 0, 1, 0, 80];

#[tokio::test]
async fn socks_gets_the_name_and_resolves_it_itself() {
    let (connected, heard) = asked("socks5://p:1", "api.example", &[(3, &[5, 0]), (18, CONNECTED)]).await;
    assert!(connected.is_ok());
    assert_eq!(heard, [&[5, 1, 0, 5, 1, 0, 3, 11][..], b"api.example", &[1, 187]].concat());

    for (host, address) in [
        ("192.168.1.5", vec![1, 192, 168, 1, 5]),
        ("2001:db8::1", vec![4, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
    ] {
        let bound_to_a_name = [5, 0, 0, 3, 2, b'p', b'x', 0, 80];
        let answers: [(usize, &[u8]); 2] = [(3, &[5, 0]), (5 + address.len(), &bound_to_a_name)];
        let (connected, heard) = asked("socks5://p:1", host, &answers).await;
        assert!(connected.is_ok(), "{host}");
        assert_eq!(heard[6..6 + address.len()], address, "{host}");
    }
}

#[tokio::test]
async fn socks_is_told_who_we_are_only_if_it_asks() {
    let login = b"\x01\x02me\x06secret";
    let answers: [(usize, &[u8]); 3] = [(4, &[5, 2]), (login.len(), &[1, 0]), (18, CONNECTED)];
    let (connected, heard) = asked("socks5://me:secret@p:1", "api.example", &answers).await;
    assert!(connected.is_ok());
    assert_eq!(heard[4..4 + login.len()], *login);

    let (connected, heard) =
        asked("socks5://me:secret@p:1", "api.example", &[(4, &[5, 0]), (18, CONNECTED)]).await;
    assert!(connected.is_ok());
    assert!(!heard.windows(6).any(|piece| piece == b"secret"));
}

#[tokio::test]
async fn what_a_socks_server_says_is_told_apart() {
    let login = "it wants another user name and password";
    let cases: [(&str, Answers<'_>, &str); 7] = [
        ("socks5://p:1", &[(3, &[5, 2])], login),
        ("socks5://p:1", &[(3, &[5, 255])], login),
        ("socks5://me:no@p:1", &[(4, &[5, 2]), (7, &[1, 1])], login),
        (
            "socks5://p:1",
            &[(3, &[5, 0]), (18, &[5, 2, 0, 1])],
            "it refuses the connection: its rules forbid it",
        ),
        ("socks5://p:1", &[(3, &[5, 0]), (18, &[5, 4, 0, 1])], "it can't connect further: host unreachable"),
        ("socks5://p:1", &[(3, b"HTTP/1.1 400")], "what answers there is no SOCKS 5 proxy"),
        ("socks5://p:1", &[(3, &[5])], "it ended the connection: early eof"),
    ];
    for (proxy, answers, said) in cases {
        let (connected, _) = asked(proxy, "api.example", answers).await;
        assert_eq!(connected.unwrap_err().to_string(), said, "{answers:?}");
    }
}
