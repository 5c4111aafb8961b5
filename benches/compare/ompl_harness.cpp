// Runs one of OMPL's planners on a problem and prints what happened, as CSV.
//
//   ompl_harness PROBLEM PLANNER [seed=1] [time=5] [target=COST] [vertices=N] [samples=N] [sizes=N,N] [path=FILE] [runs=N]
//                [set:PARAMETER=VALUE]...
//
// `time` is in seconds; `target` a cost that ends the run; `vertices` a size of the tree that ends it; `samples` asks FMT* and
// PRM* for one batch of that size (FMT* without it: batches of doubling size from 100, as prolate does); `sizes` are sizes of
// the tree to be noted as they are passed. `runs` plans so often, each time with other random numbers. `set:`
// names a parameter of the planner; all others keep OMPL's defaults.
//
// Rows, of the last run: `improved` whenever the best cost fell, `size` for each of `sizes`, `end`; then for each run `first`, the
// time of its first path, and no more. Times run from before `setup()`; `cpu_s` is
// the processor time since then, of all threads. The best cost is read whenever the planner asks whether to stop, about
// once an iteration: no callback, no further thread.
#include "planners.hpp"
#include "record.hpp"
#include "world.hpp"

#include <ompl/base/MotionValidator.h>
#include <ompl/base/goals/GoalState.h>
#include <ompl/base/objectives/PathLengthOptimizationObjective.h>
#include <ompl/base/spaces/RealVectorStateSpace.h>
#include <ompl/geometric/PathGeometric.h>
#include <ompl/util/Console.h>

#include <cstdio>
#include <fstream>
#include <iostream>

namespace
{
using namespace compare;
// The first of FMT*'s batches of doubling size.
constexpr unsigned kFirstBatch = 100;

const double *coordinates(const ob::State *state)
{
    return state->as<ob::RealVectorStateSpace::StateType>()->values;
}

class ExactMotions : public ob::MotionValidator
{
public:
    ExactMotions(const ob::SpaceInformationPtr &space, const World &world) : ob::MotionValidator(space), world_(world) {}
    bool checkMotion(const ob::State *from, const ob::State *to) const override
    {
        return world_.isFree(coordinates(from), coordinates(to));
    }
    bool checkMotion(const ob::State *from, const ob::State *to, std::pair<ob::State *, double> &last) const override
    {
        // Only planners that keep part of a blocked motion ask for its last free state, and none of ours does.
        last.second = 0.0;
        if (last.first != nullptr)
            si_->copyState(last.first, from);
        return checkMotion(from, to);
    }

private:
    const World &world_;
};

// PRM* for a number of samples: build the roadmap, then search it once, where OMPL's solve() would search while it builds.
void planBatch(og::PRMstar &roadmap, const Options &options, Record &record)
{
    roadmap.constructRoadmap(ob::PlannerTerminationCondition(
        [&] { return roadmap.milestoneCount() >= options.samples || record.seconds() >= options.time; }));
    roadmap.solve(ob::PlannerTerminationCondition([&] { return record.isOver() || record.best() < kInfinity; }));
}

// FMT*: one batch of `samples`, or one after the other of doubling size until the run is over.
void planBatches(og::FMT &planner, const ob::ProblemDefinitionPtr &problem, const Options &options, Record &record)
{
    const ob::PlannerTerminationCondition over([&] { return record.isOver(); });
    for (std::size_t samples = options.samples > 0 ? options.samples : kFirstBatch;; samples *= 2)
    {
        planner.clear();
        planner.setNumSamples(unsigned(samples));
        // A batch that ends without a path leaves what was found before in its place.
        if (planner.solve(over) == ob::PlannerStatus::EXACT_SOLUTION)
            record.improve(problem->getSolutionPath()->length());
        if (options.samples > 0 || record.isOver())
            return;
    }
}

void writePath(const og::PathGeometric &path, std::size_t dimension, const std::string &file)
{
    std::ofstream out(file);
    out.precision(17);
    for (std::size_t i = 0; i < dimension; ++i)
        out << (i > 0 ? "," : "") << 'x' << i;
    out << '\n';
    for (std::size_t k = 0; k < path.getStateCount(); ++k)
        for (std::size_t i = 0; i < dimension; ++i)
            out << coordinates(path.getState(k))[i] << (i + 1 < dimension ? ',' : '\n');
}

// Plans, prints the record if it is wanted and tells when there was a path.
double run(const World &world, const std::string &name, const Options &options, bool isWanted)
{
    auto space = std::make_shared<ob::RealVectorStateSpace>(unsigned(world.dimension));
    ob::RealVectorBounds bounds{unsigned(world.dimension)};
    bounds.low = world.low;
    bounds.high = world.high;
    space->setBounds(bounds);
    auto information = std::make_shared<ob::SpaceInformation>(space);
    information->setStateValidityChecker([&world, raw = information.get()](const ob::State *state) {
        return raw->satisfiesBounds(state) && world.isFree(coordinates(state), coordinates(state));
    });
    information->setMotionValidator(std::make_shared<ExactMotions>(information, world));
    information->setup();

    auto problem = std::make_shared<ob::ProblemDefinition>(information);
    ob::ScopedState<ob::RealVectorStateSpace> start(space), goal(space);
    std::copy(world.start.begin(), world.start.end(), start->values);
    std::copy(world.goal.begin(), world.goal.end(), goal->values);
    problem->setStartAndGoalStates(start, goal);
    auto objective = std::make_shared<ob::PathLengthOptimizationObjective>(information);
    // RRT and RRTConnect end with their first path; the others are to go on until this program stops them.
    const bool firstOnly = name == "RRT" || name == "RRTConnect";
    objective->setCostThreshold(ob::Cost(firstOnly ? kInfinity : 0.0));
    problem->setOptimizationObjective(objective);

    Watched watched = planner(name, information);
    for (const auto &[parameter, value] : options.settings)
        if (!watched.planner->params().hasParam(parameter) || !watched.planner->params().setParam(parameter, value))
        {
            std::vector<std::string> known;
            watched.planner->params().getParamNames(known);
            std::string names;
            for (const auto &one : known)
                names += " " + one;
            throw std::runtime_error(name + " does not take " + parameter + "=" + value + ", only:" + names);
        }
    watched.planner->setProblemDefinition(problem);

    Record record(options, watched);
    watched.planner->setup();
    if (watched.batch != nullptr)
        planBatches(*watched.batch, problem, options, record);
    else if (watched.roadmap != nullptr && options.samples > 0)
        planBatch(*watched.roadmap, options, record);
    else
        watched.planner->solve(ob::PlannerTerminationCondition([&] { return record.isOver(); }));

    double cost = kInfinity;
    if (problem->hasExactSolution())
    {
        const auto path = std::static_pointer_cast<og::PathGeometric>(problem->getSolutionPath());
        cost = path->length();
        record.improve(cost);
        if (!options.path.empty())
            writePath(*path, world.dimension, options.path);
    }
    record.add("end", cost);
    if (isWanted)
        record.print();
    return record.first();
}
}  // namespace

int main(int argc, char **argv)
{
    ompl::msg::noOutputHandler();
    try
    {
        if (argc < 3)
            throw std::runtime_error("usage: ompl_harness PROBLEM PLANNER [KEY=VALUE]...");
        const World world(argv[1]);
        const Options options({argv + 3, argv + argc});
        ompl::RNG::setSeed(options.seed);
        std::vector<double> firsts;
        while (firsts.size() < options.runs)
            firsts.push_back(run(world, argv[2], options, firsts.size() + 1 == options.runs));
        for (const double first : firsts)
            std::printf("first,%.9g,,,\n", first);
    }
    catch (const std::exception &error)
    {
        std::cerr << "ompl_harness: " << error.what() << '\n';
        return 2;
    }
    // To free a tree of a million vertices is no part of a measurement.
    std::fflush(stdout);
    std::cout.flush();
    std::_Exit(0);
}
