#include "latency/sampler.h"

#include <cmath>

namespace asyncsim {
namespace {

Span rounded(double milliseconds) { return Span{std::llround(milliseconds)}; }

/// Solves a model into `To`, a variant of laws; the error says why none fits.
template <class To>
struct Solve {
  Result<To> operator()(const Fixed& model) const {
    return To(PointLaw{static_cast<double>(model.value.count())});
  }
  Result<To> operator()(const Uniform& model) const {
    return To(WholeNumbersLaw{model.from.count(), model.to.count()});
  }
  Result<To> operator()(const LogNormal& model) const { return wrap(LogNormalLaw::solve(model)); }
  Result<To> operator()(const Exponential& model) const {
    return wrap(ExponentialLaw::solve(model));
  }
  Result<To> operator()(const Empirical& model) const { return To(QuantileLaw::of(model)); }

  Result<To> operator()(const Mixture& model) const {
    double whole = 0, sum = 0;
    for (const auto& part : model.parts) whole += part.weight;
    MixtureLaw mixture;
    for (std::size_t i = 0; i < model.parts.size(); ++i) {
      const auto& part = model.parts[i];
      auto law = std::visit(Solve<PartLaw>{}, part.model);
      if (!law) return invalid("part " + std::to_string(i + 1) + ": " + law.error().message);
      sum += part.weight;
      mixture.parts.push_back({part.weight / whole, sum / whole, *std::move(law)});
    }
    return To(std::move(mixture));
  }

 private:
  template <class Law>
  static Result<To> wrap(Result<Law> solved) {
    if (!solved) return solved.error();
    return To(*std::move(solved));
  }
};

/// Makes the sampler of a sound model.
struct Prepare {
  Result<Sampler> operator()(const Hold&) const { return Sampler(); }

  template <class Model>
  Result<Sampler> operator()(const Model& model) const {
    auto law = Solve<Sampler::Law>{}(model);
    if (!law) return law.error();
    return Sampler(*std::move(law));
  }
};

/// The law of a model that none fits.
struct Unsolved {
  Sampler::Law operator()(const LogNormal& model) const { return LogNormalLaw::untruncated(model); }
  Sampler::Law operator()(const Exponential& model) const {
    return ExponentialLaw::untruncated(model);
  }
  Sampler::Law operator()(const auto&) const { return PointLaw{0}; }
};

}  // namespace

std::optional<Span> Sampler::draw(double slowdown, Random& random) const {
  if (!law_) return std::nullopt;
  return rounded(std::visit([&](const auto& law) { return law.draw(slowdown, random); }, *law_));
}

double Sampler::cdf(Span time) const {
  if (!law_) return 0;
  const auto milliseconds = static_cast<double>(time.count());
  return std::visit([&](const auto& law) { return law.cdf(milliseconds); }, *law_);
}

std::optional<Span> Sampler::quantile(double p) const {
  if (!law_) return std::nullopt;
  return rounded(std::visit([p](const auto& law) { return law.quantile(p); }, *law_));
}

std::optional<Span> Sampler::mean() const {
  if (!law_) return std::nullopt;
  return rounded(std::visit([](const auto& law) { return law.mean(); }, *law_));
}

Result<Sampler> prepare(const LatencyModel& model) {
  if (const auto sound = check_values(model); !sound) return sound.error();
  return std::visit(Prepare{}, model);
}

Sampler sampler_of(const LatencyModel& model) {
  auto solved = prepare(model);
  return solved ? *std::move(solved) : Sampler(std::visit(Unsolved{}, model));
}

}  // namespace asyncsim
