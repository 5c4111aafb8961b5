// OMPL's planners by name, each with what is needed to watch it from outside: its best cost and the size of its tree.
//
// Where OMPL keeps a figure to itself, a class derived from the planner tells it; the planner's code stays as it is installed.
#pragma once

#include <ompl/geometric/planners/fmt/FMT.h>
#include <ompl/geometric/planners/informedtrees/AITstar.h>
#include <ompl/geometric/planners/informedtrees/BITstar.h>
#include <ompl/geometric/planners/prm/PRMstar.h>
#include <ompl/geometric/planners/rrt/InformedRRTstar.h>
#include <ompl/geometric/planners/rrt/RRT.h>
#include <ompl/geometric/planners/rrt/RRTConnect.h>
#include <ompl/geometric/planners/rrt/RRTsharp.h>
#include <ompl/geometric/planners/rrt/RRTstar.h>

#include <functional>
#include <stdexcept>
#include <string>

namespace compare
{
namespace ob = ompl::base;
namespace og = ompl::geometric;

struct Watched
{
    ob::PlannerPtr planner;
    std::function<double()> cost;           // best cost while it plans; empty where it has none before its end
    std::function<std::size_t()> vertices;  // empty where only the finished planner can tell
    og::PRMstar *roadmap = nullptr;         // PRM* alone builds and searches in two calls
    og::FMT *batch = nullptr;               // FMT* alone takes its number of samples beforehand
};

template <class Planner>
class Sized : public Planner
{
public:
    using Planner::Planner;
    std::size_t size() const
    {
        return this->nn_->size();
    }
};

class SizedRRTConnect : public og::RRTConnect
{
public:
    using og::RRTConnect::RRTConnect;
    std::size_t size() const
    {
        return tStart_->size() + tGoal_->size();
    }
};

class PricedPRMstar : public og::PRMstar
{
public:
    using og::PRMstar::PRMstar;
    double cost() const
    {
        return bestCost_.value();
    }
};

template <class Planner>
Watched growing(const ob::SpaceInformationPtr &space)
{
    auto tree = std::make_shared<Sized<Planner>>(space);
    auto *raw = tree.get();
    return {tree, [raw] { return raw->bestCost().value(); }, [raw] { return raw->size(); }};
}

template <class Planner>
Watched informed(const ob::SpaceInformationPtr &space)
{
    auto tree = std::make_shared<Planner>(space);
    auto *raw = tree.get();
    return {tree, [raw] { return raw->bestCost().value(); }, {}};
}

inline Watched planner(const std::string &name, const ob::SpaceInformationPtr &space)
{
    if (name == "RRT")
    {
        auto tree = std::make_shared<Sized<og::RRT>>(space);
        return {tree, {}, [raw = tree.get()] { return raw->size(); }};
    }
    if (name == "RRTConnect")
    {
        auto trees = std::make_shared<SizedRRTConnect>(space);
        return {trees, {}, [raw = trees.get()] { return raw->size(); }};
    }
    if (name == "RRTstar")
        return growing<og::RRTstar>(space);
    if (name == "RRTsharp")
        return growing<og::RRTsharp>(space);
    if (name == "InformedRRTstar")
        return growing<og::InformedRRTstar>(space);
    if (name == "BITstar")
        return informed<og::BITstar>(space);
    if (name == "AITstar")
        return informed<og::AITstar>(space);
    if (name == "FMT")
    {
        auto batch = std::make_shared<og::FMT>(space);
        Watched watched{batch, {}, {}};
        watched.batch = batch.get();
        return watched;
    }
    if (name == "PRMstar")
    {
        auto roadmap = std::make_shared<PricedPRMstar>(space);
        auto *raw = roadmap.get();
        Watched watched{roadmap, [raw] { return raw->cost(); }, [raw] { return raw->milestoneCount(); }};
        watched.roadmap = raw;
        return watched;
    }
    throw std::runtime_error("unknown planner " + name);
}
}  // namespace compare
