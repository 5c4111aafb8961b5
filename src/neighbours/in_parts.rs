//! A long computation in short parts.
//!
//! A step of a planner does a bounded amount of work, so that a budget and a signal are answered soon, but a million
//! samples are not put in order within a few milliseconds. Such a computation is written as an `async` function that
//! tells a [`Pace`] of its work: it reads as if all were done at once, and whoever needs the result advances it by a
//! part at a time. There is no thread and no runtime in this, and the result does not depend on when the parts are
//! done.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Elements that a part looks at, some tens of nanoseconds each.
const PART: usize = 32_768;

/// Elements between two looks at the pace.
pub const FEW: usize = 4_096;

/// A computation of a T that is done, or not yet.
pub struct InParts<'a, T>(Pin<Box<dyn Future<Output = T> + Send + Sync + 'a>>);

impl<'a, T> InParts<'a, T> {
    /// The computation, of which nothing is done.
    pub fn new(work: impl Future<Output = T> + Send + Sync + 'a) -> Self {
        Self(Box::pin(work))
    }

    /// Does a part; the result, if that was the last one, after which there must be no other call.
    pub fn advance(&mut self) -> Option<T> {
        match self
            .0
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Ready(result) => Some(result),
            Poll::Pending => None,
        }
    }

    /// Does all that is left.
    pub fn finish(mut self) -> T {
        loop {
            if let Some(result) = self.advance() {
                return result;
            }
        }
    }
}

/// The work since the last part ended.
#[derive(Debug, Default)]
pub struct Pace(usize);

impl Pace {
    /// Counts this many elements, and ends the part where it has had enough.
    pub async fn spend(&mut self, elements: usize) {
        self.0 += elements;
        if self.0 >= PART {
            self.0 = 0;
            let mut is_later = false;
            let later = |_: &mut Context<'_>| match std::mem::replace(&mut is_later, true) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            };
            poll_fn(later).await;
        }
    }
}

/// A copy of the elements.
pub async fn copied<T: Copy>(elements: &[T], pace: &mut Pace) -> Vec<T> {
    let mut copy = Vec::with_capacity(elements.len());
    for few in elements.chunks(FEW) {
        copy.extend_from_slice(few);
        pace.spend(few.len()).await;
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computation_is_done_in_as_many_parts_as_its_work_fills() {
        let mut sum = InParts::new(async {
            let (mut sum, mut pace) = (0, Pace::default());
            for k in 0..10 {
                sum += k;
                pace.spend(PART / 2).await;
            }
            sum
        });
        let parts = (1..).find_map(|part| sum.advance().map(|sum| (part, sum)));
        assert_eq!(parts, Some((6, 45)));
    }
}
