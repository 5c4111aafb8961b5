// A problem as the driver writes it, and exact tests of points and segments among closed boxes and balls.
//
// OMPL's own motion validator samples an edge and cuts corners. Here an edge is free if and only if no point of it touches an
// obstacle, which is what prolate asks, so that both programs solve the same problem.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace compare
{
constexpr std::size_t kMostDimensions = 16;
// Boxes are tested side by side in groups of this many, which compilers turn into vector instructions.
constexpr std::size_t kLanes = 8;
// Stands in for a direction of zero, whose inverse would make infinity times zero where a segment runs along a face.
constexpr double kAlmostZero = 1e-300;
// The corners of the boxes that fill the last group up: so far away that no segment meets them.
constexpr double kFarAway = 1e300;

class World
{
public:
    explicit World(const std::string &file)
    {
        std::ifstream in(file);
        if (!in)
            throw std::runtime_error("cannot read " + file);
        for (std::string word; in >> word;)
        {
            if (word == "dimension")
            {
                in >> dimension;
                if (dimension < 1 || dimension > kMostDimensions)
                    throw std::runtime_error("a dimension from 1 to 16 is needed");
            }
            else if (word == "low")
                low = numbers(in);
            else if (word == "high")
                high = numbers(in);
            else if (word == "start")
                start = numbers(in);
            else if (word == "goal")
                goal = numbers(in);
            else if (word == "box")
            {
                auto min = numbers(in);
                addBox(min, numbers(in));
            }
            else if (word == "ball")
            {
                auto center = numbers(in);
                double radius = 0;
                in >> radius;
                balls_.push_back({std::move(center), radius});
            }
            else
                throw std::runtime_error("unknown word in the problem: " + word);
        }
        if (low.empty() || high.empty() || start.empty() || goal.empty())
            throw std::runtime_error("bounds, start and goal are needed");
    }

    // Whether the segment from `a` to `b` touches nothing; a point where both are the same.
    bool isFree(const double *a, const double *b) const
    {
        std::array<double, kMostDimensions> inverse;
        for (std::size_t i = 0; i < dimension; ++i)
        {
            const double direction = b[i] - a[i];
            inverse[i] = 1.0 / (direction == 0.0 ? kAlmostZero : direction);
        }
        for (const auto &group : groups_)
            if (group.isHit(a, inverse.data(), dimension))
                return false;
        return std::none_of(balls_.begin(), balls_.end(), [&](const Ball &ball) { return isNear(ball, a, b); });
    }

    std::size_t dimension = 0;
    std::vector<double> low, high, start, goal;

private:
    struct Ball
    {
        std::vector<double> center;
        double radius;
    };

    // Eight boxes, coordinate by coordinate.
    struct Group
    {
        std::vector<std::array<double, kLanes>> min, max;

        // The slab method: along each axis a segment is inside a box for a range of its parameter; it touches the box if
        // and only if these ranges and [0, 1] have a point in common.
        bool isHit(const double *a, const double *inverse, std::size_t dimension) const
        {
            std::array<double, kLanes> enter, leave;
            enter.fill(0.0);
            leave.fill(1.0);
            for (std::size_t i = 0; i < dimension; ++i)
            {
                const double from = a[i], scale = inverse[i];
                for (std::size_t lane = 0; lane < kLanes; ++lane)
                {
                    const double one = (min[i][lane] - from) * scale;
                    const double other = (max[i][lane] - from) * scale;
                    const double first = one < other ? one : other;
                    const double last = one < other ? other : one;
                    enter[lane] = first > enter[lane] ? first : enter[lane];
                    leave[lane] = last < leave[lane] ? last : leave[lane];
                }
            }
            int hits = 0;
            for (std::size_t lane = 0; lane < kLanes; ++lane)
                hits += enter[lane] <= leave[lane];
            return hits > 0;
        }
    };

    std::vector<double> numbers(std::istream &in) const
    {
        std::vector<double> all(dimension);
        for (double &x : all)
            in >> x;
        if (!in)
            throw std::runtime_error("a number is missing in the problem");
        return all;
    }

    void addBox(const std::vector<double> &min, const std::vector<double> &max)
    {
        const std::size_t lane = boxes_++ % kLanes;
        if (lane == 0)
        {
            std::array<double, kLanes> nowhere;
            nowhere.fill(kFarAway);
            groups_.push_back({{dimension, nowhere}, {dimension, nowhere}});
        }
        for (std::size_t i = 0; i < dimension; ++i)
        {
            groups_.back().min[i][lane] = min[i];
            groups_.back().max[i][lane] = max[i];
        }
    }

    bool isNear(const Ball &ball, const double *a, const double *b) const
    {
        double length2 = 0, along = 0;
        for (std::size_t i = 0; i < dimension; ++i)
        {
            length2 += (b[i] - a[i]) * (b[i] - a[i]);
            along += (b[i] - a[i]) * (ball.center[i] - a[i]);
        }
        const double t = length2 > 0 ? std::clamp(along / length2, 0.0, 1.0) : 0.0;
        double distance2 = 0;
        for (std::size_t i = 0; i < dimension; ++i)
        {
            const double off = a[i] + t * (b[i] - a[i]) - ball.center[i];
            distance2 += off * off;
        }
        return distance2 <= ball.radius * ball.radius;
    }

    std::size_t boxes_ = 0;
    std::vector<Group> groups_;
    std::vector<Ball> balls_;
};
}  // namespace compare
