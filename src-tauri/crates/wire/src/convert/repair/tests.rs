use super::*;
use crate::convert::ir::{Call, CallKind, CallResult};

fn call(id: &str) -> Part {
    Part::Call(Call {
        id: id.to_owned(),
        name: "f".to_owned(),
        namespace: None,
        kind: CallKind::Function,
        arguments: String::new(),
        opaque: None,
        cache: None,
    })
}

fn result(id: &str, text: &str) -> Part {
    Part::Result(CallResult {
        id: id.to_owned(),
        name: None,
        namespace: None,
        kind: CallKind::Function,
        parts: vec![Part::text(text)],
        is_error: false,
        cache: None,
    })
}

/// Turns as short texts: `u:a,=id(text)`, `a:!id`.
fn shown(turns: Vec<(Role, Vec<Part>)>) -> Vec<String> {
    let turns = turns.into_iter().map(|(role, parts)| Turn::new(role, parts)).collect();
    let mut request = Request { turns, ..Request::default() };
    repair(&mut request, &mut Changes::default()).unwrap();
    let part = |part: &Part| {
        if let Part::Result(result) = part {
            let texts: String = result.parts.iter().filter_map(Part::as_text).collect();
            return format!("={}({texts})", result.id);
        }
        let call = part.as_call().map(|call| format!("!{}", call.id));
        call.unwrap_or_else(|| part.as_text().unwrap().to_owned())
    };
    let turn = |turn: &Turn| {
        let role = match turn.role {
            Role::User => "u",
            Role::Assistant => "a",
            Role::System => "s",
        };
        format!("{role}:{}", turn.parts.iter().map(part).collect::<Vec<_>>().join(","))
    };
    request.turns.iter().map(turn).collect()
}

const U: Role = Role::User;
const A: Role = Role::Assistant;

#[test]
fn row_4_equal_ids_of_two_rounds_belong_to_the_nearest_call() {
    let turns = vec![
        (A, vec![call("x")]),
        (U, vec![result("x", "1")]),
        (A, vec![call("x")]),
        (U, vec![result("x", "2")]),
    ];
    assert_eq!(shown(turns), ["a:!x", "u:=x(1)", "a:!x_2", "u:=x_2(2)"]);
}

#[test]
fn row_5_of_two_results_the_last_counts() {
    let turns = vec![(A, vec![call("x")]), (U, vec![result("x", "1"), result("x", "2")])];
    assert_eq!(shown(turns), ["a:!x", "u:=x(2)"]);
}

#[test]
fn row_6_a_result_without_a_call_stays_as_text_only_where_nothing_else_is() {
    assert_eq!(shown(vec![(U, vec![result("x", "1")])]), ["u:1"]);
    assert_eq!(shown(vec![(U, vec![result("x", "1"), Part::text("hi")])]), ["u:hi"]);
}

#[test]
fn rows_7_and_8_a_call_without_a_result_gets_one_or_goes() {
    let missing = "[no result recorded]";
    let turns = vec![(A, vec![call("x")]), (U, vec![Part::text("hi")])];
    assert_eq!(shown(turns), ["a:!x".to_owned(), format!("u:=x({missing}),hi")]);
    let turns = vec![(U, vec![Part::text("hi")]), (A, vec![Part::text("t"), call("x")])];
    assert_eq!(shown(turns), ["u:hi", "a:t"]);
    let turns =
        vec![(A, vec![call("x"), call("y"), call("z")]), (U, vec![result("z", "3"), result("x", "1")])];
    assert_eq!(shown(turns), ["a:!x,!y,!z".to_owned(), format!("u:=x(1),=y({missing}),=z(3)")]);
}

#[test]
fn rows_9_to_11_results_come_first_and_in_the_order_of_the_calls() {
    let turns = vec![
        (A, vec![call("x"), call("y")]),
        (U, vec![Part::text("one"), result("y", "2"), Part::text("two"), result("x", "1")]),
    ];
    assert_eq!(shown(turns), ["a:!x,!y", "u:=x(1),=y(2),one,two"]);
    let turns = vec![
        (A, vec![call("x")]),
        (U, vec![Part::text("wait")]),
        (A, vec![Part::text("ok")]),
        (U, vec![result("x", "1")]),
    ];
    assert_eq!(shown(turns), ["a:!x", "u:=x(1),wait", "a:ok"]);
}

#[test]
fn rows_20_to_23_nothing_empty_remains() {
    let turns =
        vec![(U, vec![Part::text("")]), (A, vec![]), (U, vec![Part::text("a")]), (U, vec![Part::text("b")])];
    assert_eq!(shown(turns), ["u:a,b"]);
    let mut request = Request::default();
    assert_eq!(repair(&mut request, &mut Changes::default()).unwrap_err().field, "messages");
    request.system = vec![crate::convert::ir::SystemText::new("s")];
    repair(&mut request, &mut Changes::default()).unwrap();
    assert_eq!(request.turns.len(), 1);
}

#[test]
fn row_48_a_turn_of_nothing_but_thoughts_goes() {
    let thought =
        || Part::Thought(crate::convert::ir::Thought { text: "hm".to_owned(), ..Default::default() });
    let turns = vec![(U, vec![Part::text("a")]), (A, vec![thought(), thought()]), (U, vec![Part::text("b")])];
    assert_eq!(shown(turns), ["u:a,b"]);
}
