//! Words in pages that never move, so that growing copies none and needs no room beside the old one.

use crate::memory::{growing_to, held};

/// Words of a page: 64 KiB.
const PAGE: usize = 1 << 14;

/// Words that never move, so that growing copies none.
#[derive(Clone, Debug, Default)]
pub(super) struct Pages {
    pages: Vec<Vec<u32>>,
}

impl Pages {
    pub(super) fn len(&self) -> usize {
        match self.pages.last() {
            Some(last) => (self.pages.len() - 1) * PAGE + last.len(),
            None => 0,
        }
    }

    #[inline]
    pub(super) fn get(&self, at: usize) -> u32 {
        self.pages[at / PAGE][at % PAGE]
    }

    pub(super) fn set(&mut self, at: usize, word: u32) {
        self.pages[at / PAGE][at % PAGE] = word;
    }

    pub(super) fn push(&mut self, word: u32) {
        if self.pages.last().is_none_or(|page| page.len() == PAGE) {
            self.pages.push(Vec::new());
        }
        if let Some(page) = self.pages.last_mut() {
            page.push(word);
        }
    }

    /// Bytes of the words.
    pub(super) fn memory(&self) -> usize {
        self.len() * size_of::<u32>() + held(&self.pages)
    }

    /// Bytes that the pages may take while so many words are added. The last one grows to its size by doubling.
    pub(super) fn memory_ahead(&self, more: usize) -> usize {
        let pages = self.len().saturating_add(more).div_ceil(PAGE) + 1;
        let words = pages.saturating_mul(PAGE * size_of::<u32>());
        words.saturating_add(growing_to(&self.pages, pages))
    }
}
