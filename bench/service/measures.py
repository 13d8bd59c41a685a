"""From loads to figures: what the service's part of build/bench/service.json says."""

from bench.service.loads import OK, QUEUE_FULL, Load


def measure(name: str, ident: str, value: float | None, unit: str, conditions: str,
            **more) -> list[dict]:
    """One figure, or none where there is nothing to tell: never a number in its place."""
    if value is None:
        return []
    return [{"id": ident, "name": name, "value": value, "unit": unit, "conditions": conditions,
             **{key: item for key, item in more.items() if item is not None}}]


def cpu_ms_per_check(load: Load) -> float | None:
    """All calls that were answered OK share it, those before and after the window too: it paid for
    them."""
    served = load.report["answered_ok"]
    return load.cpu_s * 1000 / served if served else None


def profile(load: Load, where: str, conditions: str, entries: int) -> list[dict]:
    """The steps of one check by the server's own clock, with nothing else to do, and what the call
    took beside them."""
    total = load.steps_ms.get("total")
    if total is None:
        return []
    steps = {step: ms for step, ms in load.steps_ms.items() if step != "total" and ms > 0}
    found = []
    for step, ms in steps.items():
        found += measure(f"step: {step}", f"service.step.{step}.{where}", ms, "ms", conditions,
                         entries=entries)
    found += measure("step: rest of the call", f"service.step.rest.{where}",
                     max(total - sum(steps.values()), 0.0), "ms", conditions, entries=entries)
    return found


def latencies(load: Load, share: str, arrivals: str, unloaded_p50_ms: float | None, where: str,
              conditions: str) -> list[dict]:
    """p50 and p99 of the calls that were served at this share of saturation."""
    found = []
    for figure in ("p50", "p99"):
        found += measure(
            f"{figure} at {share} % load, {arrivals} arrivals",
            f"service.{figure}_at_{share}.{arrivals}.{where}", load.latency_ms(OK, figure), "ms",
            conditions, baseline="the median of one call at a time" if unloaded_p50_ms else None,
            baseline_value=unloaded_p50_ms)
    refused = load.count(QUEUE_FULL) / load.report["due"] if load.report["due"] else None
    return found + measure(f"share refused at {share} % load, {arrivals} arrivals",
                           f"service.refused_at_{share}.{arrivals}.{where}", refused, "share",
                           conditions)


def overload(load: Load, peak_per_s: float, mib_before: float, where: str,
             conditions: str) -> list[dict]:
    """What is left of the peak, how fast a refusal comes, and what memory did."""
    found = measure("goodput at 2x overload", f"service.goodput.{where}", load.ok_per_s, "checks/s",
                    conditions, baseline="peak, calls always waiting", baseline_value=peak_per_s)
    for figure in ("p50", "p99", "max"):
        found += measure(f"refused call answered in, {figure}",
                         f"service.refused_{figure}.{where}",
                         load.latency_ms(QUEUE_FULL, figure, "since_sent"), "ms", conditions)
    found += measure("p99 of the calls that were served at 2x overload",
                     f"service.overload_p99.{where}", load.latency_ms(OK, "p99"), "ms", conditions)
    lost = load.report["due"] - load.count(OK) - load.count(QUEUE_FULL)
    found += measure("calls at 2x overload that were neither served nor refused",
                     f"service.lost.{where}", lost, "calls", conditions)
    return found + measure("memory after 2x overload", f"service.overload_memory.{where}",
                           load.after.mib, "MiB", conditions, baseline="before it",
                           baseline_value=mib_before)
