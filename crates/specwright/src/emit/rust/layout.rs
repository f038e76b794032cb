//! Expressions that may not fit on a line: kept on one where they do, else opened from the outside in, as rustfmt does.

const WIDTH: usize = 120;

/// Items so short stand several to a line (rustfmt: `short_array_element_width_threshold`).
const SHORT: usize = 10;

#[derive(Clone, Debug)]
pub enum Doc {
    Text(String),
    Seq(Vec<Doc>),
    Group { open: String, items: Vec<Doc>, close: String },
}

pub fn text(text: impl Into<String>) -> Doc {
    Doc::Text(text.into())
}

pub fn group(open: impl Into<String>, items: Vec<Doc>, close: impl Into<String>) -> Doc {
    Doc::Group { open: open.into(), items, close: close.into() }
}

/// `prefix` before and `suffix` after something that may open.
pub fn around(prefix: impl Into<String>, inner: Doc, suffix: impl Into<String>) -> Doc {
    Doc::Seq(vec![text(prefix), inner, text(suffix)])
}

/// `prefix = value suffix`: where it does not fit, the value goes to the next line when it fits there whole.
pub fn assign(prefix: &str, value: &Doc, suffix: &str, indent: usize) -> String {
    let one = around(format!("{prefix} = "), value.clone(), suffix).render(indent);
    let next = format!("{:inner$}{}{suffix}", "", value.flat(), inner = indent + 4);
    // A value that ends the line exactly goes over as well, as rustfmt has it.
    let whole = !one.contains('\n') && one.chars().count() < WIDTH;
    if whole || next.chars().count() > WIDTH {
        return one;
    }
    format!("{:indent$}{prefix} =\n{next}", "")
}

impl Doc {
    pub fn render(&self, indent: usize) -> String {
        let mut out = " ".repeat(indent);
        self.write(&mut out, indent, 0);
        out
    }

    pub fn flat(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Seq(parts) => parts.iter().map(Self::flat).collect(),
            Self::Group { open, items, close } => {
                let items: Vec<_> = items.iter().map(Self::flat).collect();
                let pad = if open.ends_with('{') && !items.is_empty() { " " } else { "" };
                format!("{open}{pad}{}{pad}{close}", items.join(", "))
            }
        }
    }

    /// `after`: the width of what stands behind on the same line.
    fn write(&self, out: &mut String, indent: usize, after: usize) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Seq(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    let rest = parts.get(at + 1..).unwrap_or_default();
                    let behind: usize = rest.iter().map(|part| part.flat().chars().count()).sum();
                    part.write(out, indent, behind + after);
                }
            }
            Self::Group { open, items, close } => {
                let flat = self.flat();
                let column = out.lines().last().map_or(0, |line| line.chars().count());
                if items.is_empty() || column + flat.chars().count() + after <= WIDTH {
                    out.push_str(&flat);
                    return;
                }
                out.push_str(open);
                // A list of one thing opens with it.
                if let ([only @ (Self::Group { .. } | Self::Seq(_))], true) = (items.as_slice(), open.ends_with('[')) {
                    only.write(out, indent, close.len() + after);
                    out.push_str(close);
                    return;
                }
                let inner = indent + 4;
                if open.ends_with('[') && items.iter().all(|item| item.flat().chars().count() <= SHORT) {
                    packed(out, items, inner);
                } else {
                    for item in items {
                        out.push('\n');
                        out.push_str(&" ".repeat(inner));
                        item.write(out, inner, 1);
                        // Struct update takes no comma.
                        if !item.flat().starts_with("..") {
                            out.push(',');
                        }
                    }
                }
                out.push('\n');
                out.push_str(&" ".repeat(indent));
                out.push_str(close);
            }
        }
    }
}

fn packed(out: &mut String, items: &[Doc], indent: usize) {
    let mut column = WIDTH;
    for item in items {
        let item = item.flat();
        let width = item.chars().count() + 1;
        if column + 1 + width > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(&item);
        out.push(',');
        column += width;
    }
}
