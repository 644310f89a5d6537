"""The schema that editors check entries with."""

from __future__ import annotations

import json
import re
from typing import Any

from knowledge import schema
from knowledge.entry import DETAILS, FIELDS, LIMITS, REQUIRED
from knowledge.library import HERE
from knowledge.schema import DESCRIPTIONS, entry_schema


def test_the_written_schema_is_the_one_of_the_code() -> None:
    written = json.loads((HERE / "entry.schema.json").read_text(encoding="utf-8"))
    assert written == entry_schema(), "chạy: python -m bot schema > knowledge/entry.schema.json"


def test_it_knows_every_field_and_no_other() -> None:
    made = entry_schema()
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(made["properties"]) == list(FIELDS) == list(DESCRIPTIONS)
    assert made["required"] == list(REQUIRED)
    assert made["additionalProperties"] is False
    assert all(part["description"] for part in made["properties"].values())


def test_limits_and_details_are_those_of_the_loader() -> None:
    parts = entry_schema()["properties"]
    assert {name: part["maxLength"] for name, part in parts.items() if "maxLength" in part} == LIMITS
    assert list(parts["details"]["properties"]) == list(DETAILS)
    dated = parts["details"]["properties"]["le-phi"]["anyOf"][1]
    assert list(dated["properties"]) == ["text", "from", "until"]


def test_links_need_an_address_and_sources_a_name() -> None:
    parts = entry_schema()["properties"]
    assert parts["links"]["items"]["required"] == ["text", "url"]
    assert parts["sources"]["items"]["required"] == ["name"]


def test_patterns_take_what_the_loader_takes() -> None:
    parts: dict[str, Any] = entry_schema()["properties"]
    assert re.search(parts["verified"]["pattern"], "2026-11-23")
    assert not re.search(parts["verified"]["pattern"], "23/11/2026")
    assert re.search(parts["related"]["items"]["pattern"], "ho-chieu-cap-moi")
    assert not re.search(parts["related"]["items"]["pattern"], "Hộ chiếu")
    url = parts["links"]["items"]["properties"]["url"]["pattern"]
    assert re.search(url, "https://dichvucong.gov.vn")
    assert not re.search(url, "dichvucong.gov.vn")


def test_two_schemas_share_nothing() -> None:
    one = schema.entry_schema()
    one["properties"]["verified"]["pattern"] = "x"
    assert entry_schema()["properties"]["verified"]["pattern"] != "x"
