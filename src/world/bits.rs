//! The blocked cells of a map as bits, row after row and column after column.

use super::shape::GridMap;

/// A grid of bits with an answer for a whole run of them at once.
pub(super) struct BitGrid {
    words: Vec<u64>,
    /// Words in a line.
    stride: usize,
    /// Bits in a line.
    pub length: usize,
    /// Number of lines.
    pub lines: usize,
}

impl BitGrid {
    fn new(length: usize, lines: usize) -> Self {
        let stride = length.div_ceil(64);
        Self {
            words: vec![0; stride * lines],
            stride,
            length,
            lines,
        }
    }

    #[inline(always)]
    fn set(&mut self, line: usize, bit: usize) {
        self.words[line * self.stride + bit / 64] |= 1 << (bit % 64);
    }

    /// Whether one of the bits `from..=to` of the line is set; needs `from <= to < length`.
    #[inline(always)]
    pub fn any(&self, line: usize, from: usize, to: usize) -> bool {
        let (first, last) = (from / 64, to / 64);
        let line = &self.words[line * self.stride..][..self.stride];
        let head = u64::MAX << (from % 64);
        let tail = u64::MAX >> (63 - to % 64);
        if first == last {
            return line[first] & head & tail != 0;
        }
        line[first] & head != 0
            || line[last] & tail != 0
            || line[first + 1..last].iter().any(|word| *word != 0)
    }
}

/// The blocked cells: a line for each row, and a line for each column.
pub(super) fn blocked(map: &GridMap) -> (BitGrid, BitGrid) {
    let mut rows = BitGrid::new(map.width, map.height);
    let mut columns = BitGrid::new(map.height, map.width);
    for row in 0..map.height {
        for column in 0..map.width {
            if map.is_blocked(column, row) {
                rows.set(row, column);
                columns.set(column, row);
            }
        }
    }
    (rows, columns)
}
