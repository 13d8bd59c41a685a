"""embed_bench writes a record for each network and batch size; the page wants measures."""

FAMILIES = ("resnet", "densenet")


def with_measures(document: dict) -> dict:
    """The same with "measures", if it is embed_bench's and has none of its own."""
    if "measures" in document or "results" not in document:
        return document
    path = document.get("path", "")
    return {"bench": "embed", "machine": {"isa": path},
            "measures": [_measure(record, path) for record in document["results"]], **document}


def _measure(record: dict, path: str) -> dict:
    network, batch = record["network"], record["batch"]
    family = next((family for family in FAMILIES if family in network), network)
    return {"id": f"embed.{family}.batch{batch}",
            "name": f"{network}, one chip of {batch}" if batch > 1 else f"{network}, one chip",
            "value": record["onednn_processor_ms_per_chip"], "unit": "ms",
            "baseline": "dlib's forward pass",
            "baseline_value": record["dlib_processor_ms_per_chip"],
            "conditions": f"one thread (its processor time), {path}; largest difference "
                          f"{record['relative_l2_difference']:.1e} (relative L2)"}
