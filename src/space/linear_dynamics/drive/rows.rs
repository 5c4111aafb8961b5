//! Sums of squares of linear forms, and Householder's reflections that keep the sum and make the forms triangular.

/// Rows (a, b): the sum of (a' z + b)^2 over all rows is what is to be least.
pub(super) struct Rows {
    /// Numbers in a row: as many as z has, and one.
    width: usize,
    data: Vec<f64>,
}

impl Rows {
    /// No rows, of this many numbers each.
    pub fn new(width: usize) -> Self {
        Self {
            width,
            data: Vec::new(),
        }
    }

    /// Drops all rows.
    pub fn clear(&mut self) {
        self.data.clear();
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.data.len() / self.width
    }

    /// Row `i`.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.data[i * self.width..][..self.width]
    }

    /// Adds a row of zeros, to be filled.
    pub fn add(&mut self) -> &mut [f64] {
        let start = self.data.len();
        self.data.resize(start + self.width, 0.0);
        &mut self.data[start..]
    }

    /// Makes the rows triangular: row k has no number before column k. Below the last column there is nothing left but
    /// what no z can change.
    pub fn triangularise(&mut self) {
        let (rows, width) = (self.len(), self.width);
        for k in 0..rows.min(width - 1) {
            let at = |data: &[f64], i: usize, j: usize| data[i * width + j];
            let square: f64 = (k..rows).map(|i| at(&self.data, i, k).powi(2)).sum();
            let head = at(&self.data, k, k);
            let length = if head > 0.0 {
                -square.sqrt()
            } else {
                square.sqrt()
            };
            // v = x - length e, 2 / v'v = 1 / (length (length - head)).
            let scale = length * (length - head);
            if scale == 0.0 {
                continue;
            }
            self.data[k * width + k] = head - length;
            for j in k + 1..width {
                let along: f64 = (k..rows)
                    .map(|i| at(&self.data, i, k) * at(&self.data, i, j))
                    .sum();
                for i in k..rows {
                    let v = at(&self.data, i, k);
                    self.data[i * width + j] -= along / scale * v;
                }
            }
            self.data[k * width + k] = length;
            for i in k + 1..rows {
                self.data[i * width + k] = 0.0;
            }
        }
    }
}
