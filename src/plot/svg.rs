//! The vector backend: a drawing backend of plotters that writes SVG.
//!
//! plotters' own SVG backend knows whole pixels only, writes one element with all its attributes for every line, and
//! embeds images only with another library. This one takes tenths of a pixel, gathers opaque lines of the same look
//! that follow each other into one `<path>` with relative coordinates (a tree of 20 000 edges takes some 300 kB), has
//! named groups, joins lines roundly, and embeds images as PNG in base64. Only elements and attributes of SVG 1.1 are
//! used, so that every program shows them.
//!
//! The document is a function of what was drawn: no dates, no random names.

use super::canvas::{Surface, TEXT, UNIT};
use super::style::{self, Colour};
use super::tile::{self, Tile};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle, FontTransform,
};
use std::convert::Infallible;
use std::fmt::{self, Write};

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// The looks of all lines, which stand last in the first element.
pub const LINES: &str = "stroke-linejoin=\"round\" stroke-linecap=\"round\"";

/// A document in the making.
pub struct Svg {
    size: (u32, u32),
    document: String,
    /// The attributes of the lines that are being gathered; empty where there are none.
    look: String,
    /// The lines that are being gathered.
    lines: String,
}

impl Svg {
    /// An empty document of this size in pixels.
    pub fn new(size: (u32, u32)) -> Self {
        let (w, h) = size;
        let document = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
             font-family=\"{}\" {LINES}>\n<rect width=\"{w}\" height=\"{h}\" fill=\"#FFFFFF\"/>\n",
            style::FONT
        );
        Self {
            size,
            document,
            look: String::new(),
            lines: String::new(),
        }
    }

    /// The whole document.
    pub fn into_document(mut self) -> String {
        self.flush();
        self.document.push_str("</svg>\n");
        self.document
    }

    /// Writes the gathered lines.
    fn flush(&mut self) {
        if !self.lines.is_empty() {
            // Writing to a string cannot fail.
            let _ = writeln!(
                self.document,
                "<path fill=\"none\" {} d=\"{}\"/>",
                self.look, self.lines
            );
        }
        self.look.clear();
        self.lines.clear();
    }

    fn element(&mut self, element: fmt::Arguments<'_>) {
        let _ = writeln!(self.document, "{element}");
    }

    fn polygons(&mut self, polygons: &[Vec<BackendCoord>], colour: Colour) {
        self.flush();
        let mut d = String::new();
        for polygon in polygons.iter().filter(|p| p.len() > 2) {
            trace(&mut d, polygon.iter().copied());
            d.push('z');
        }
        if !d.is_empty() && colour.alpha > 0.0 {
            let fill = paint("fill", colour);
            self.element(format_args!("<path {fill} d=\"{d}\"/>"));
        }
    }
}

/// A length of tenths of a pixel, as a decimal.
struct Tenths(i32);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, x) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        match x % 10 {
            0 => write!(f, "{sign}{}", x / 10),
            tenth if x < 10 => write!(f, "{sign}.{tenth}"),
            tenth => write!(f, "{sign}{}.{tenth}", x / 10),
        }
    }
}

/// `fill="#D55E00"`, with the opacity where there is one.
fn paint(kind: &str, colour: Colour) -> String {
    let (r, g, b) = colour.rgb;
    let mut text = format!("{kind}=\"#{r:02X}{g:02X}{b:02X}\"");
    if colour.alpha < 1.0 {
        let _ = write!(text, " {kind}-opacity=\"{:.2}\"", colour.alpha);
    }
    text
}

/// Adds a line through the points: absolute to the first, then relative; points that do not move the pen are left out.
fn trace(d: &mut String, mut points: impl Iterator<Item = BackendCoord>) -> usize {
    let Some(mut at) = points.next() else {
        return 0;
    };
    let _ = write!(d, "M{} {}", Tenths(at.0), Tenths(at.1));
    let mut drawn = 1;
    for to in points {
        let (dx, dy) = (to.0 - at.0, to.1 - at.1);
        if (dx, dy) == (0, 0) {
            continue;
        }
        let _ = match (dx, dy) {
            (_, 0) => write!(d, "h{}", Tenths(dx)),
            (0, _) => write!(d, "v{}", Tenths(dy)),
            _ => write!(d, "l{} {}", Tenths(dx), Tenths(dy)),
        };
        at = to;
        drawn += 1;
    }
    drawn
}

impl Surface for Svg {
    fn begin(&mut self, name: &str) {
        self.flush();
        self.element(format_args!("<g id=\"{name}\">"));
    }

    fn end(&mut self) {
        self.flush();
        self.element(format_args!("</g>"));
    }

    fn fill_union(&mut self, polygons: &[Vec<BackendCoord>], colour: Colour) {
        self.polygons(polygons, colour);
    }

    fn place(&mut self, corner: BackendCoord, size: BackendCoord, tile: &Tile) {
        self.flush();
        let Some(png) = tile.png() else { return };
        let (x, y, w, h) = (
            Tenths(corner.0),
            Tenths(corner.1),
            Tenths(size.0),
            Tenths(size.1),
        );
        self.element(format_args!(
            "<image x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,{}\"/>",
            tile::base64(&png)
        ));
    }
}

impl DrawingBackend for Svg {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.size.0 * UNIT as u32, self.size.1 * UNIT as u32)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.flush();
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Drawn {
        self.draw_rect(at, (at.0 + 1, at.1 + 1), &colour, true)
    }

    fn draw_line<L: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &L,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<L: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &L,
    ) -> Drawn {
        let look = format!(
            "{} stroke-width=\"{}\"",
            paint("stroke", style.color()),
            Tenths(style.stroke_width() as i32)
        );
        // Translucent lines stay apart: together they would cover each other only once.
        if look != self.look || style.color().alpha < 1.0 {
            self.flush();
            self.look = look;
        }
        if trace(&mut self.lines, path.into_iter()) == 1 {
            // A line that does not move is a dot with a round cap.
            self.lines.push_str("h0");
        }
        Ok(())
    }

    fn draw_rect<L: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &L,
        fill: bool,
    ) -> Drawn {
        let corners = [a, (b.0, a.1), b, (a.0, b.1)];
        if !fill {
            return self.draw_path(corners.into_iter().chain([a]), style);
        }
        self.flush();
        let ((x, y), (w, h)) = (
            (a.0.min(b.0), a.1.min(b.1)),
            ((b.0 - a.0).abs(), (b.1 - a.1).abs()),
        );
        let fill = paint("fill", style.color());
        self.element(format_args!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {fill}/>",
            Tenths(x),
            Tenths(y),
            Tenths(w),
            Tenths(h)
        ));
        Ok(())
    }

    fn draw_circle<L: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &L,
        fill: bool,
    ) -> Drawn {
        self.flush();
        let look = if fill {
            paint("fill", style.color())
        } else {
            let width = Tenths(style.stroke_width() as i32);
            let stroke = paint("stroke", style.color());
            format!("fill=\"none\" {stroke} stroke-width=\"{width}\"")
        };
        let (x, y, r) = (Tenths(center.0), Tenths(center.1), Tenths(radius as i32));
        self.element(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" {look}/>"
        ));
        Ok(())
    }

    fn fill_polygon<L: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &L,
    ) -> Drawn {
        self.polygons(&[path.into_iter().collect()], style.color());
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Drawn {
        self.flush();
        let size = style.size() / (TEXT * style::FONT_BOX);
        let turned = matches!(style.transform(), FontTransform::Rotate270);
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        let weight = match style.style() {
            FontStyle::Bold => " font-weight=\"bold\"",
            _ => "",
        };
        let rise = rise(&style.anchor().v_pos) * size * UNIT;
        let rise = rise.round() as i32;
        let (x, y) = if turned {
            (at.0 + rise, at.1)
        } else {
            (at.0, at.1 + rise)
        };
        let (x, y) = (Tenths(x), Tenths(y));
        let place = if turned {
            format!("transform=\"translate({x} {y}) rotate(-90)\"")
        } else {
            format!("x=\"{x}\" y=\"{y}\"")
        };
        let fill = paint("fill", style.color());
        let text = escaped(text);
        self.element(format_args!(
            "<text {place} font-size=\"{size:.1}\"{anchor}{weight} {fill}>{text}</text>"
        ));
        Ok(())
    }
}

/// How far below the anchor the baseline lies, in em.
pub fn rise(anchor: &VPos) -> f64 {
    match anchor {
        VPos::Top => style::CAPITAL,
        VPos::Center => 0.5 * style::CAPITAL,
        VPos::Bottom => 0.0,
    }
}

/// The text with what XML reserves replaced, and without what XML forbids.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
