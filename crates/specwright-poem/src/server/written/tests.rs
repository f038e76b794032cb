//! OpenAPI's table of style examples, read back (3.1.1, Style Examples), and what the table leaves out.

use serde_json::json;

use super::*;
use crate::schema::{Array, Integer, Member, Object, Text};

static TEXT: Schema = Schema::new(Shape::Text(Text::ANY));
static NUMBER: Schema = Schema::new(Shape::Integer(Integer { minimum: -1_000, maximum: 1_000, multiple_of: None }));
static COLOURS: Schema =
    Schema::new(Shape::Array(Array { items: &TEXT, min_items: 0, max_items: None, unique: false }));
static RGB: Schema = Schema::new(Shape::Object(Object {
    members: &[
        Member { name: "R", required: true, schema: &NUMBER },
        Member { name: "G", required: true, schema: &NUMBER },
        Member { name: "B", required: false, schema: &NUMBER },
    ],
    additional: Additional::Open,
    min_members: 0,
    max_members: None,
}));
static EITHER: Schema = Schema::new(Shape::OneOf(&[&COLOURS, &NUMBER]));
static ITEMS: Schema = Schema::new(Shape::Array(Array { items: &RGB, min_items: 0, max_items: None, unique: false }));
static MAP: Schema = Schema::new(Shape::Object(Object {
    members: &[],
    additional: Additional::Schema(&NUMBER),
    min_members: 0,
    max_members: None,
}));

fn parameter(style: Style, explode: bool, schema: &'static Schema) -> Parameter {
    Parameter { name: "color", required: false, style, explode, schema }
}

fn path(style: Style, explode: bool, schema: &'static Schema, text: &str) -> Value {
    match in_path(&parameter(style, explode, schema), text) {
        Reading::Value(value) => value,
        other => panic!("{other:?}"),
    }
}

fn query(style: Style, explode: bool, schema: &'static Schema, query: &str) -> Reading {
    let pairs: Vec<_> = text::pairs(query).collect();
    in_pairs(&parameter(style, explode, schema), &pairs, Escapes::Form, &[])
}

fn rgb() -> Value {
    json!({"R": 100, "G": 200, "B": 150})
}

fn colours() -> Value {
    json!(["blue", "black", "brown"])
}

#[test]
fn simple() {
    assert_eq!(path(Style::Simple, false, &TEXT, "blue%2Cgreen"), json!("blue,green"));
    assert_eq!(path(Style::Simple, false, &COLOURS, "blue,black,brown"), colours());
    assert_eq!(path(Style::Simple, true, &COLOURS, "blue%2Cx,black"), json!(["blue,x", "black"]));
    assert_eq!(path(Style::Simple, false, &RGB, "R,100,G,200,B,150"), rgb());
    assert_eq!(path(Style::Simple, true, &RGB, "R=100,G=200,B=150"), rgb());
    assert_eq!(path(Style::Simple, false, &EITHER, "7"), json!(7));
    assert_eq!(path(Style::Simple, false, &EITHER, "7,8"), json!(["7", "8"]));
}

#[test]
fn label() {
    assert_eq!(path(Style::Label, false, &TEXT, ".blue"), json!("blue"));
    assert_eq!(path(Style::Label, false, &COLOURS, ".blue,black,brown"), colours());
    assert_eq!(path(Style::Label, true, &COLOURS, ".blue.black.brown"), colours());
    assert_eq!(path(Style::Label, false, &RGB, ".R,100,G,200,B,150"), rgb());
    assert_eq!(path(Style::Label, true, &RGB, ".R=100.G=200.B=150"), rgb());
}

#[test]
fn matrix() {
    assert_eq!(path(Style::Matrix, false, &TEXT, ";color"), json!(""));
    assert_eq!(path(Style::Matrix, false, &TEXT, ";color=blue"), json!("blue"));
    assert_eq!(path(Style::Matrix, false, &COLOURS, ";color=blue,black,brown"), colours());
    assert_eq!(path(Style::Matrix, true, &COLOURS, ";color=blue;color=black;color=brown"), colours());
    assert_eq!(path(Style::Matrix, false, &RGB, ";color=R,100,G,200,B,150"), rgb());
    assert_eq!(path(Style::Matrix, true, &RGB, ";R=100;G=200;B=150"), rgb());
}

#[test]
fn form() {
    assert_eq!(query(Style::Form, true, &TEXT, "color="), Reading::Value(json!("")));
    assert_eq!(query(Style::Form, true, &TEXT, "color=a+b%2B"), Reading::Value(json!("a b+")));
    assert_eq!(query(Style::Form, true, &TEXT, "other=1"), Reading::Absent);
    assert_eq!(query(Style::Form, true, &TEXT, "color=a&color=b"), Reading::Repeated);
    assert_eq!(query(Style::Form, true, &COLOURS, "color=blue&color=black&color=brown"), Reading::Value(colours()));
    assert_eq!(query(Style::Form, false, &COLOURS, "color=blue,black,brown"), Reading::Value(colours()));
    assert_eq!(query(Style::Form, false, &COLOURS, "color=a%2Cb,c"), Reading::Value(json!(["a,b", "c"])));
    assert_eq!(query(Style::Form, false, &COLOURS, "color=a&color=b"), Reading::Repeated);
    assert_eq!(query(Style::Form, true, &RGB, "R=100&G=200&B=150&x=1"), Reading::Value(rgb()));
    assert_eq!(query(Style::Form, false, &RGB, "color=R,100,G,200,B,150"), Reading::Value(rgb()));
    assert_eq!(query(Style::Form, true, &MAP, "a=1&b=2"), Reading::Value(json!({"a": 1, "b": 2})));
    assert_eq!(query(Style::Form, true, &EITHER, "color=1&color=2"), Reading::Value(json!(["1", "2"])));
    assert_eq!(query(Style::FormOrEmpty, true, &NUMBER, "color="), Reading::Absent);
    assert_eq!(query(Style::FormOrEmpty, true, &TEXT, "color"), Reading::Value(json!("")));
}

#[test]
fn delimited() {
    for query_text in ["color=blue%20black%20brown", "color=blue+black+brown"] {
        assert_eq!(query(Style::SpaceDelimited, false, &COLOURS, query_text), Reading::Value(colours()));
    }
    for query_text in ["color=blue%7Cblack%7Cbrown", "color=blue|black|brown"] {
        assert_eq!(query(Style::PipeDelimited, false, &COLOURS, query_text), Reading::Value(colours()));
    }
    assert_eq!(query(Style::SpaceDelimited, false, &RGB, "color=R%20100%20G%20200%20B%20150"), Reading::Value(rgb()));
    assert_eq!(query(Style::PipeDelimited, false, &RGB, "color=R%7C100%7CG%7C200%7CB%7C150"), Reading::Value(rgb()));
    assert_eq!(query(Style::PipeDelimited, true, &COLOURS, "color=a|b&color=c"), Reading::Value(json!(["a|b", "c"])));
}

#[test]
fn deep_object() {
    assert_eq!(
        query(Style::DeepObject, true, &RGB, "color[R]=100&color%5BG%5D=200&color[B]=150"),
        Reading::Value(rgb())
    );
    assert_eq!(query(Style::DeepObject, true, &RGB, "colors[R]=1"), Reading::Absent);
    assert_eq!(query(Style::DeepObject, true, &RGB, "color[R]=1&color[R]=2"), Reading::Repeated);
    assert_eq!(
        query(Style::DeepObject, true, &ITEMS, "color[1][R]=1&color[0][R]=2&color[0][x][y]=z"),
        Reading::Value(json!([{"R": 2, "x": {"y": "z"}}, {"R": 1}]))
    );
    assert_eq!(query(Style::DeepObject, true, &COLOURS, "color[]=a&color[]=b"), Reading::Value(json!(["a", "b"])));
    let deep = format!("color{}=1", "[a]".repeat(10_000));
    assert!(matches!(query(Style::DeepObject, true, &MAP, &deep), Reading::Value(_)));
}

#[test]
fn cookie() {
    let read = |style, explode, schema, pairs: &[(&str, &'static str)]| {
        let pairs: Vec<_> = pairs.iter().map(|(name, text)| ((*name).to_owned(), *text)).collect();
        let escapes = if style == Style::Cookie { Escapes::None } else { Escapes::Percent };
        in_pairs(&parameter(style, explode, schema), &pairs, escapes, &[])
    };
    assert_eq!(read(Style::Form, false, &COLOURS, &[("color", "a%2C,b")]), Reading::Value(json!(["a,", "b"])));
    assert_eq!(read(Style::Cookie, true, &TEXT, &[("color", "a%2Cb")]), Reading::Value(json!("a%2Cb")));
    assert_eq!(read(Style::Cookie, true, &RGB, &[("R", "1"), ("G", "2")]), Reading::Value(json!({"R": 1, "G": 2})));
}

#[test]
fn a_media_type_in_place_of_a_style() {
    assert_eq!(query(Style::Json, false, &RGB, "color=%7B%22R%22%3A1%7D"), Reading::Value(json!({"R": 1})));
    assert_eq!(query(Style::Json, false, &TEXT, "color=blue"), Reading::Unreadable);
    assert_eq!(query(Style::Plain, false, &COLOURS, "color=[1"), Reading::Value(json!("[1")));
    assert_eq!(query(Style::Urlencoded, false, &RGB, "color=R%3D1%26G%3D2"), Reading::Value(json!({"R": 1, "G": 2})));
}

#[test]
fn headers_are_not_escaped() {
    let read = |explode, schema, text| in_header(&parameter(Style::Simple, explode, schema), text);
    assert_eq!(read(false, &COLOURS, "blue, black ,brown"), Reading::Value(colours()));
    assert_eq!(read(true, &RGB, "R=100, G=200,B=150"), Reading::Value(rgb()));
    assert_eq!(read(false, &TEXT, " a%20b "), Reading::Value(json!("a%20b")));
}

#[test]
fn a_form_is_read_by_its_schema() {
    static FORM: Schema = Schema::new(Shape::Object(Object {
        members: &[
            Member { name: "name", required: true, schema: &TEXT },
            Member { name: "tags", required: false, schema: &COLOURS },
            Member { name: "point", required: false, schema: &RGB },
            Member { name: "list", required: false, schema: &COLOURS },
        ],
        additional: Additional::Open,
        min_members: 0,
        max_members: None,
    }));
    static WRITTEN: [Parameter; 1] =
        [Parameter { name: "list", required: false, style: Style::PipeDelimited, explode: false, schema: &COLOURS }];
    let read = |text: &'static str| fields(&FORM, &WRITTEN, &text::pairs(text).collect::<Vec<_>>());
    assert_eq!(
        read("name=a+b&tags=x&tags=y&point[R]=1&list=p|q&more=1&more=2"),
        Reading::Value(json!({
            "name": "a b", "tags": ["x", "y"], "point": {"R": 1}, "list": ["p", "q"], "more": ["1", "2"]
        }))
    );
    assert_eq!(read("point=%7B%22R%22%3A1%7D"), Reading::Value(json!({"point": {"R": 1}})));
    assert_eq!(read("name=a&name=b"), Reading::Repeated);
}

#[test]
fn null_is_written_where_it_fits() {
    static MAYBE: Schema = Schema::nullable(Shape::Boolean);
    assert_eq!(value(&MAYBE, "null".into()), Value::Null);
    assert_eq!(value(&MAYBE, "true".into()), json!(true));
    assert_eq!(value(&TEXT, "null".into()), json!("null"));
}
