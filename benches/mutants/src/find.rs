//! The mutations of a source file: a place, and what would stand there instead.
//!
//! Comparisons, arithmetic and logic are exchanged, conditions made constant, numbers changed, methods exchanged with
//! their opposites or left out, statements left out, and functions made to return at once. Tests, constants, patterns
//! and the insides of macros are left alone.

use proc_macro2::LineColumn;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{fs, io};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Lit, ReturnType, Stmt, Type, UnOp};

/// A mutation.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The file, from the tree's root.
    pub file: PathBuf,
    /// The line of the place, from 1.
    pub line: usize,
    /// The bytes of the file that it replaces; empty where something is put in.
    pub range: Range<usize>,
    /// What it is, in words.
    pub what: String,
    /// What stands in the file instead, so that the mutation acts when `ON` is true.
    switched: String,
}

impl Mutant {
    /// Where it is and what.
    pub fn told(&self) -> String {
        format!("{}:{}\t{}", self.file.display(), self.line, self.what)
    }

    /// What stands in the file where the mutation is number `id`.
    pub fn switched(&self, id: usize) -> String {
        self.switched
            .replace("ON", &format!("crate::switch::on({id})"))
    }
}

/// The mutations of a file of the tree at `root`.
pub fn mutants(root: &Path, file: &Path) -> io::Result<Vec<Mutant>> {
    let text = fs::read_to_string(root.join(file))?;
    let parsed = syn::parse_file(&text).map_err(io::Error::other)?;
    let mut finder = Finder {
        file,
        text: &text,
        found: Vec::new(),
    };
    finder.visit_file(&parsed);
    Ok(finder.found)
}

struct Finder<'a> {
    file: &'a Path,
    text: &'a str,
    found: Vec<Mutant>,
}

impl Finder<'_> {
    fn text_of(&self, part: &impl Spanned) -> &str {
        &self.text[part.span().byte_range()]
    }

    fn push(&mut self, at: LineColumn, range: Range<usize>, what: String, switched: String) {
        self.found.push(Mutant {
            file: self.file.to_path_buf(),
            line: at.line,
            range,
            what: what.split_whitespace().collect::<Vec<_>>().join(" "),
            switched,
        });
    }

    /// Another expression in the place of `expr`.
    fn instead(&mut self, expr: &Expr, other: String) {
        let (span, now) = (expr.span(), self.text_of(expr).to_string());
        let switched = format!("(if ON {{ {other} }} else {{ {now} }})");
        self.push(
            span.start(),
            span.byte_range(),
            format!("{now} => {other}"),
            switched,
        );
    }

    /// A condition that always holds, and one that never does.
    fn constant(&mut self, condition: &Expr) {
        if has_let(condition) {
            return;
        }
        let (span, now) = (condition.span(), self.text_of(condition).to_string());
        let switches = [("true", "(ON || (NOW))"), ("false", "(!ON && (NOW))")];
        for (value, switch) in switches {
            let what = format!("condition {now} => {value}");
            self.push(
                span.start(),
                span.byte_range(),
                what,
                switch.replace("NOW", &now),
            );
        }
    }

    /// The function returns at once.
    fn returns(&mut self, signature: &syn::Signature, block: &syn::Block) {
        if signature.constness.is_some() || block.stmts.is_empty() {
            return;
        }
        let values: &[&str] = match &signature.output {
            ReturnType::Default => &[""],
            ReturnType::Type(_, of) => match self.text_of(&**of) {
                "bool" => &["true", "false"],
                "f64" => &["0.0", "1.0"],
                "usize" | "u32" | "u64" | "i64" | "u8" => &["0", "1"],
                "String" => &["String::new()"],
                "io::Result<()>" => &["Ok(())"],
                _ => match &**of {
                    Type::Path(path) => match path.path.segments.last() {
                        Some(last) if last.ident == "Option" => &["None"],
                        Some(last) if last.ident == "Vec" => &["Vec::new()"],
                        _ => &[],
                    },
                    _ => &[],
                },
            },
        };
        let open = block.brace_token.span.open();
        for value in values {
            self.push(
                signature.ident.span().start(),
                open.byte_range().end..open.byte_range().end,
                format!("fn {} returns {value} at once", signature.ident),
                format!(" if ON {{ return {value}; }} "),
            );
        }
    }

    /// Other methods in the place of the one that is called, or none.
    fn call(&mut self, expr: &Expr, call: &syn::ExprMethodCall) {
        const OPPOSITES: [[&str; 2]; 12] = [
            ["min", "max"],
            ["first", "last"],
            ["is_some", "is_none"],
            ["is_ok", "is_err"],
            ["any", "all"],
            ["floor", "ceil"],
            ["is_some_and", "is_none_or"],
            ["is_le", "is_lt"],
            ["is_ge", "is_gt"],
            ["min_by", "max_by"],
            ["saturating_add", "saturating_sub"],
            ["next", "last"],
        ];
        const NOT_NEEDED: [&str; 9] = [
            "abs", "min", "max", "clamp", "sqrt", "round", "floor", "ceil", "next_up",
        ];
        let name = call.method.to_string();
        let receiver = self.text_of(&*call.receiver).to_string();
        let whole = expr.span().byte_range();
        let method = call.method.span().byte_range();
        for pair in OPPOSITES {
            let other = match pair.iter().position(|it| *it == name) {
                Some(i) => pair[1 - i],
                None => continue,
            };
            let mut text = self.text[whole.clone()].to_string();
            text.replace_range(method.start - whole.start..method.end - whole.start, other);
            self.instead(expr, text);
        }
        if NOT_NEEDED.contains(&name.as_str()) {
            self.instead(expr, receiver.clone());
        }
        if name == "is_empty" || name.starts_with("is_") && call.args.is_empty() {
            self.instead(expr, format!("!{}", self.text_of(expr)));
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &'ast syn::TraitItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_variant(&mut self, _: &'ast syn::Variant) {}
    fn visit_pat(&mut self, _: &'ast syn::Pat) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}
    fn visit_generic_argument(&mut self, _: &'ast syn::GenericArgument) {}
    fn visit_macro(&mut self, _: &'ast syn::Macro) {}

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_of_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if function.sig.constness.is_none() && !is_of_tests(&function.attrs) {
            self.returns(&function.sig, &function.block);
            visit::visit_item_fn(self, function);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if function.sig.constness.is_none() {
            self.returns(&function.sig, &function.block);
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.returns(&function.sig, block);
        }
        visit::visit_trait_item_fn(self, function);
    }

    fn visit_expr_repeat(&mut self, repeat: &'ast syn::ExprRepeat) {
        self.visit_expr(&repeat.expr);
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if let Stmt::Expr(expr, Some(_)) = statement {
            let may_be_left_out = match expr {
                Expr::Call(_) | Expr::MethodCall(_) | Expr::Assign(_) => true,
                Expr::Break(_) | Expr::Continue(_) | Expr::Return(_) => true,
                Expr::Try(_) => true,
                Expr::Binary(binary) => is_assignment(&binary.op),
                _ => false,
            };
            if may_be_left_out {
                let (span, now) = (statement.span(), self.text_of(statement).to_string());
                let switched = format!("if !ON {{ {now} }}");
                self.push(
                    span.start(),
                    span.byte_range(),
                    format!("without {now}"),
                    switched,
                );
            }
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_expr_if(&mut self, choice: &'ast syn::ExprIf) {
        self.constant(&choice.cond);
        visit::visit_expr_if(self, choice);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let Some((_, guard)) = &arm.guard {
            self.constant(guard);
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Binary(binary) if !has_let(expr) => {
                for other in others(&binary.op) {
                    let [left, right] = [&binary.left, &binary.right].map(|it| self.text_of(&**it));
                    let other = format!("{left} {other} {right}");
                    self.instead(expr, other);
                }
            }
            Expr::Unary(unary) if !matches!(unary.op, UnOp::Deref(_)) => {
                let inner = self.text_of(&*unary.expr).to_string();
                self.instead(expr, inner);
            }
            Expr::MethodCall(call) => self.call(expr, call),
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(_) => self.instead(expr, format!("{} + 1", self.text_of(expr))),
                Lit::Float(number) if number.base10_digits() == "0.0" => {
                    self.instead(expr, "1.0".into());
                }
                Lit::Float(_) => self.instead(expr, format!("{} * 1.5", self.text_of(expr))),
                Lit::Bool(value) => self.instead(expr, (!value.value).to_string()),
                _ => (),
            },
            Expr::Path(path) => {
                let is_constant = |name: &str| {
                    name.len() > 2 && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
                };
                if let Some(name) = path.path.get_ident().map(ToString::to_string)
                    && is_constant(&name)
                {
                    self.instead(expr, format!("{name} + {name}"));
                }
            }
            _ => (),
        }
        visit::visit_expr(self, expr);
    }
}

/// What an operator is exchanged with.
fn others(op: &BinOp) -> &'static [&'static str] {
    match op {
        BinOp::Lt(_) => &["<=", ">"],
        BinOp::Le(_) => &["<", ">"],
        BinOp::Gt(_) => &[">=", "<"],
        BinOp::Ge(_) => &[">", "<"],
        BinOp::Eq(_) => &["!="],
        BinOp::Ne(_) => &["=="],
        BinOp::And(_) => &["||"],
        BinOp::Or(_) => &["&&"],
        BinOp::Add(_) => &["-"],
        BinOp::Sub(_) => &["+"],
        BinOp::Mul(_) => &["/"],
        BinOp::Div(_) => &["*"],
        BinOp::AddAssign(_) => &["-="],
        BinOp::SubAssign(_) => &["+="],
        BinOp::MulAssign(_) => &["/="],
        BinOp::BitAnd(_) => &["|"],
        BinOp::BitOr(_) => &["&"],
        BinOp::BitAndAssign(_) => &["|="],
        BinOp::BitOrAssign(_) => &["&="],
        _ => &[],
    }
}

fn is_assignment(op: &BinOp) -> bool {
    others(op)
        .iter()
        .any(|it| it.len() == 2 && it.ends_with('=') && !"<=>=!=".contains(it))
}

/// Whether a pattern is bound in the expression, which then cannot be written twice.
fn has_let(expr: &Expr) -> bool {
    struct Lets(bool);
    impl<'ast> Visit<'ast> for Lets {
        fn visit_expr_let(&mut self, _: &'ast syn::ExprLet) {
            self.0 = true;
        }
        fn visit_block(&mut self, _: &'ast syn::Block) {}
    }
    let mut lets = Lets(false);
    lets.visit_expr(expr);
    lets.0
}

fn is_of_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|it| {
        it.path().is_ident("cfg")
            && (it.meta.require_list()).is_ok_and(|list| list.tokens.to_string().contains("test"))
    })
}
