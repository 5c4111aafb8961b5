// What a run is asked for, and the record of what it did.
#pragma once

#include "planners.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <limits>
#include <map>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace compare
{
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Options
{
    unsigned long seed = 1;
    double time = 5, target = -kInfinity;
    std::size_t vertices = std::numeric_limits<std::size_t>::max(), samples = 0;
    std::vector<std::size_t> sizes;
    std::string path;
    std::size_t runs = 1;
    std::map<std::string, std::string> settings;

    explicit Options(const std::vector<std::string> &arguments)
    {
        for (const auto &argument : arguments)
        {
            const auto equals = argument.find('=');
            const std::string key = argument.substr(0, equals);
            const std::string value = equals == std::string::npos ? "" : argument.substr(equals + 1);
            if (key == "seed")
                seed = std::stoul(value);
            else if (key == "time")
                time = std::stod(value);
            else if (key == "target")
                target = std::stod(value);
            else if (key == "vertices")
                vertices = std::stoul(value);
            else if (key == "samples")
                samples = std::stoul(value);
            else if (key == "path")
                path = value;
            else if (key == "runs")
                runs = std::stoul(value);
            else if (key.rfind("set:", 0) == 0)
                settings[key.substr(4)] = value;
            else if (key == "sizes")
            {
                std::istringstream list(value);
                for (std::string size; std::getline(list, size, ',');)
                    sizes.push_back(std::stoul(size));
            }
            else
                throw std::runtime_error("unknown option " + argument);
        }
    }
};

inline double processorSeconds()
{
    timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

// Watches a planner: notes what happens and says when to stop.
class Record
{
public:
    Record(const Options &options, const Watched &watched) : options_(options), watched_(watched) {}

    double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    }
    double best() const
    {
        return best_;
    }
    void add(const char *kind, double cost)
    {
        rows_.push_back({kind, seconds(), processorSeconds() - processor_, size(), cost});
    }
    void improve(double cost)
    {
        if (cost < best_)
        {
            best_ = cost;
            add("improved", cost);
        }
    }
    bool isOver()
    {
        // PRM* asks from two threads.
        const std::lock_guard<std::mutex> lock(mutex_);
        if (watched_.cost)
            improve(watched_.cost());
        const std::size_t vertices = size();
        while (passed_ < options_.sizes.size() && vertices >= options_.sizes[passed_])
        {
            add("size", best_);
            ++passed_;
        }
        return best_ <= options_.target || vertices >= options_.vertices || seconds() >= options_.time;
    }
    // When there was a path, infinite without one.
    double first() const
    {
        return rows_.empty() || rows_.front().cost == kInfinity ? kInfinity : rows_.front().seconds;
    }
    void print() const
    {
        std::cout << "kind,time_s,cpu_s,vertices,cost\n";
        for (const auto &row : rows_)
            std::printf("%s,%.9g,%.9g,%zu,%.17g\n", row.kind, row.seconds, row.processor, row.vertices, row.cost);
    }

private:
    struct Row
    {
        const char *kind;
        double seconds, processor;
        std::size_t vertices;
        double cost;
    };
    std::size_t size() const
    {
        return watched_.vertices ? watched_.vertices() : 0;
    }

    const Options &options_;
    const Watched &watched_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    double processor_ = processorSeconds();
    double best_ = kInfinity;
    std::size_t passed_ = 0;
    std::vector<Row> rows_;
    std::mutex mutex_;
};
}  // namespace compare
