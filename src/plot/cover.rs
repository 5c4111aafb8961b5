//! Coverage: how much of each pixel a shape covers.
//!
//! - A line is the union of the capsules of its pieces: a pixel's coverage follows from its distance to the nearest
//!   piece. Joins and caps are round, and a translucent line has one opacity where its pieces overlap.
//! - A polygon is filled by the non-zero rule in four lines a pixel row, with exact ends along each.
//!
//! The work is proportional to the pixels covered, plus the rows that a polygon's edges cross. A shape is added in any
//! number of parts and then taken out as a whole, which leaves the cells empty for the next.

/// Lines of a pixel row that are filled one by one.
const LINES: i32 = 4;

/// The coverage of a buffer's pixels by one shape.
pub struct Cover {
    size: (i32, i32),
    /// How much of each pixel is covered, row by row.
    cells: Vec<f32>,
    /// The columns of each row that may be covered: from, to (exclusive).
    touched: Vec<(i32, i32)>,
    /// The rows that may be covered.
    rows: (i32, i32),
}

impl Cover {
    /// Nothing covered, of this width and height.
    pub fn new((width, height): (u32, u32)) -> Self {
        Self {
            size: (width as i32, height as i32),
            cells: vec![0.0; width as usize * height as usize],
            touched: vec![(i32::MAX, 0); height as usize],
            rows: (i32::MAX, 0),
        }
    }

    /// Hands out every covered pixel (column, row, share) and forgets it.
    pub fn take(&mut self, mut pixel: impl FnMut(i32, i32, f64)) {
        for y in self.rows.0.max(0)..self.rows.1 {
            let (from, to) = std::mem::replace(&mut self.touched[y as usize], (i32::MAX, 0));
            let start = y as usize * self.size.0 as usize;
            for x in from..to {
                let cover = std::mem::replace(&mut self.cells[start + x as usize], 0.0);
                if cover > 0.002 {
                    // Opaque coverage that is short by rounding alone must not let the paper shine through.
                    pixel(x, y, if cover > 0.998 { 1.0 } else { f64::from(cover) });
                }
            }
        }
        self.rows = (i32::MAX, 0);
    }

    /// The coverage as bytes, row by row.
    pub fn bytes(&self) -> Vec<u8> {
        let byte = |cover: &f32| (cover * 255.0).round() as u8;
        self.cells.iter().map(byte).collect()
    }

    /// Adds to the share of the pixel that holds the point.
    pub fn add(&mut self, x: f64, y: f64, share: f32) {
        if x < 0.0 || y < 0.0 {
            return;
        }
        if let Some((_, [cover, ..])) = self.span(y as i32, x, x + 0.5) {
            *cover = (*cover + share).min(1.0);
        }
    }

    /// The part of a row that lies in the buffer, marked as touched: its first column and its coverage.
    fn span(&mut self, y: i32, from: f64, to: f64) -> Option<(i32, &mut [f32])> {
        let width = f64::from(self.size.0);
        // Rounded down and up; neither is negative.
        let (from, to) = (from.clamp(0.0, width), to.clamp(0.0, width));
        let (a, b) = (
            from as i32,
            to as i32 + i32::from(to > f64::from(to as i32)),
        );
        if y < 0 || y >= self.size.1 || a >= b {
            return None;
        }
        let row = &mut self.touched[y as usize];
        *row = (row.0.min(a), row.1.max(b));
        self.rows = (self.rows.0.min(y), self.rows.1.max(y + 1));
        let start = y as usize * self.size.0 as usize;
        let cells = &mut self.cells[start + a as usize..start + b as usize];
        Some((a, cells))
    }

    /// Covers all points within `radius` of the segment from `a` to `b`.
    pub fn capsule(&mut self, a: [f64; 2], b: [f64; 2], radius: f64) {
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let squared = dx * dx + dy * dy;
        // A line thinner than a pixel covers each by less.
        let (reach, most) = (radius + 0.5, (2.0 * radius).min(1.0) as f32);
        let (top, bottom) = (a[1].min(b[1]) - reach, a[1].max(b[1]) + reach);
        let (left, right) = (a[0].min(b[0]) - reach, a[0].max(b[0]) + reach);
        let slope = dx / dy;
        // Half of what a row cuts out of the strip around the line.
        let half = reach * squared.sqrt() / dy.abs();
        // Single precision from here on: the loop over a row's pixels is where the time goes.
        let (ux, uy) = (dx as f32, dy as f32);
        let inverse = (1.0 / squared.max(1e-12)) as f32;
        let first = top.floor().max(0.0) as i32;
        for y in first..=bottom.min(f64::from(self.size.1)) as i32 {
            let cy = f64::from(y) + 0.5 - a[1];
            let (mut from, mut to) = (left, right);
            if dy.abs() > 1e-9 {
                let x = a[0] + cy * slope;
                (from, to) = (from.max(x - half), to.min(x + half));
            }
            let Some((start, covers)) = self.span(y, from, to) else {
                continue;
            };
            let (px, py) = ((f64::from(start) + 0.5 - a[0]) as f32, cy as f32);
            let reach = reach as f32;
            for (i, cover) in covers.iter_mut().enumerate() {
                let px = px + i as f32;
                let t = ((px * ux + py * uy) * inverse).clamp(0.0, 1.0);
                let (ex, ey) = (px - t * ux, py - t * uy);
                let inside = (reach - (ex * ex + ey * ey).sqrt()).clamp(0.0, 1.0) * most;
                *cover = cover.max(inside);
            }
        }
    }

    /// Covers what lies in the polygons by the non-zero rule.
    pub fn fill(&mut self, polygons: &[Vec<[f64; 2]>]) {
        let mut edges = Vec::new();
        for points in polygons {
            for (a, b) in points.iter().zip(points.iter().cycle().skip(1)) {
                if a[1] < b[1] {
                    edges.push((*a, *b, 1));
                } else if a[1] > b[1] {
                    edges.push((*b, *a, -1));
                }
            }
        }
        edges.sort_by(|a, b| a.0[1].total_cmp(&b.0[1]));
        let top = edges.first().map_or(0.0, |e| e.0[1]).max(0.0);
        let mut waiting = edges.into_iter().peekable();
        let mut active: Vec<([f64; 2], [f64; 2], i32)> = Vec::new();
        let mut crossings = Vec::new();
        for line in top as i32 * LINES..self.size.1 * LINES {
            let y = (f64::from(line) + 0.5) / f64::from(LINES);
            while let Some(edge) = waiting.next_if(|e| e.0[1] <= y) {
                active.push(edge);
            }
            active.retain(|e| e.1[1] > y);
            if active.is_empty() && waiting.peek().is_none() {
                break;
            }
            crossings.clear();
            crossings.extend(active.iter().map(|(a, b, direction)| {
                let t = (y - a[1]) / (b[1] - a[1]);
                (a[0] + t * (b[0] - a[0]), *direction)
            }));
            crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut winding = 0;
            for pair in crossings.windows(2) {
                winding += pair[0].1;
                if winding != 0 {
                    self.fill_line(line.div_euclid(LINES), pair[0].0, pair[1].0);
                }
            }
        }
    }

    /// Covers one of the lines of row `y` from `from` to `to`.
    fn fill_line(&mut self, y: i32, from: f64, to: f64) {
        let Some((start, covers)) = self.span(y, from, to) else {
            return;
        };
        let share = 1.0 / f64::from(LINES);
        for (x, cover) in (start..).zip(covers) {
            let x = f64::from(x);
            let width = (to.min(x + 1.0) - from.max(x)).max(0.0);
            *cover = (*cover + (width * share) as f32).min(1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(cover: &mut Cover) -> f64 {
        let mut sum = 0.0;
        cover.take(|_, _, share| sum += share);
        sum
    }

    #[test]
    fn a_shape_covers_its_area() {
        let mut cover = Cover::new((100, 100));
        cover.fill(&[vec![
            [10.25, 10.5],
            [30.75, 10.5],
            [30.75, 20.0],
            [10.25, 20.0],
        ]]);
        assert!((area(&mut cover) - 20.5 * 9.5).abs() < 0.1);
        cover.capsule([20.0, 20.0], [60.0, 50.0], 3.0);
        let capsule = 6.0 * 50.0 + std::f64::consts::PI * 9.0;
        assert!((area(&mut cover) - capsule).abs() < 0.02 * capsule);
        assert_eq!(area(&mut cover), 0.0);
    }

    #[test]
    fn overlapping_parts_count_once_and_what_is_outside_not_at_all() {
        let square = |x: f64| vec![[x, 0.0], [x + 10.0, 0.0], [x + 10.0, 10.0], [x, 10.0]];
        let mut cover = Cover::new((50, 50));
        cover.fill(&[square(0.0), square(5.0)]);
        assert!((area(&mut cover) - 150.0).abs() < 1e-6);
        cover.fill(&[square(-1e4), square(45.0)]);
        assert!((area(&mut cover) - 50.0).abs() < 1e-6);
        cover.capsule([-1e6, -5.0], [1e6, -5.0], 1.0);
        assert_eq!(area(&mut cover), 0.0);
    }
}
