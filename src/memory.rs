//! What containers take of the memory, counted in two ways.
//!
//! What a vector *holds* are its elements: this much of the memory is written, and a process that holds it is at least
//! as large. The room behind the last element is not: the system hands it out when it is first touched. What is
//! reported as the peak of a run is what was held.
//!
//! What a vector *may take* is its room, and where it has to grow the old room beside the new one, which is twice as
//! large: that much can be there at a time while the elements move. A limit is compared with what all containers may
//! take in the step to come, before it is taken.

/// Bytes of the elements.
#[inline]
pub fn held<T>(elements: &[T]) -> usize {
    size_of_val(elements)
}

/// Bytes that a vector with room for `room` elements of `size` bytes may take while it grows to `len` elements.
#[inline]
pub fn growing(room: usize, len: usize, size: usize) -> usize {
    /// What the standard library takes at least; then twice as much each time.
    const LEAST: usize = 4;
    if len <= room {
        return room * size;
    }
    let mut new = room;
    while new < len {
        new = new.saturating_mul(2).max(LEAST);
    }
    (new.saturating_add(new / 2)).saturating_mul(size)
}

/// Bytes that the vector may take while it grows to `len` elements; no fewer than its room.
#[inline]
pub fn growing_to<T>(vector: &Vec<T>, len: usize) -> usize {
    growing(vector.capacity(), len, size_of::<T>())
}

/// Bytes that the vector may take while it grows by `more` elements.
#[inline]
pub fn growing_by<T>(vector: &Vec<T>, more: usize) -> usize {
    growing_to(vector, vector.len().saturating_add(more))
}

/// A sum that stays at the largest number.
pub fn sum(parts: impl IntoIterator<Item = usize>) -> usize {
    parts.into_iter().fold(0, usize::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against vectors that are pushed to: the rooms before and after each growth, together.
    #[test]
    fn a_growing_vector_takes_no_more_than_was_foreseen() {
        for begin in [0, 1, 3, 100] {
            for len in [1, 5, 64, 1_000] {
                let mut vector: Vec<u64> = Vec::with_capacity(begin);
                let foreseen = growing_to(&vector, len);
                let mut most = vector.capacity();
                while vector.len() < len {
                    let before = vector.capacity();
                    vector.push(0);
                    let after = vector.capacity();
                    most = most.max(if after > before {
                        before + after
                    } else {
                        after
                    });
                }
                assert!(8 * most <= foreseen, "{begin}, {len}");
                assert!(foreseen <= 24 * len.max(4) + 8 * begin * 3);
            }
        }
        assert_eq!(growing(0, usize::MAX, 8), usize::MAX);
    }
}
