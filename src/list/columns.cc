#include "list/columns.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "mapi/legacy_dn.h"

namespace repoint::list {

const std::array<std::string_view, kColumnCount> kColumnNames = {
    "SourceDN",         "TargetDN",       "DisplayName",        "Alias",
    "SourceSmtp",       "TargetSmtp",     "SourceServer",       "TargetServer",
    "TargetServerFqdn", "TargetServerDN", "TargetPublicServer", "TargetProxy",
    "Proxies",
};

namespace {

constexpr std::array<std::string Row::*, kColumnCount - 1> kMembers = {
    &Row::source_dn,
    &Row::target_dn,
    &Row::display_name,
    &Row::alias,
    &Row::source_smtp,
    &Row::target_smtp,
    &Row::source_server,
    &Row::target_server,
    &Row::target_server_fqdn,
    &Row::target_server_dn,
    &Row::target_public_server,
    &Row::target_proxy,
};

constexpr std::string_view kNameThem =
    "; name the columns in a first line, separated by TABs, for example SourceDN, TargetDN, "
    "SourceSmtp, TargetSmtp";

std::optional<Column> ColumnNamed(std::string_view name) {
  for (size_t i = 0; i < kColumnCount; ++i) {
    if (EqualsFolded(Trim(name), kColumnNames[i])) return static_cast<Column>(i);
  }
  return std::nullopt;
}

bool Has(const Columns& columns, Column column) {
  return std::ranges::find(columns.fields, std::optional(column)) != columns.fields.end();
}

std::string MissingColumns(const Columns& columns) {
  std::string missing;
  if (!Has(columns, Column::kSourceDn) && !Has(columns, Column::kSourceSmtp)) {
    missing = "SourceDN or SourceSmtp";
  }
  if (!Has(columns, Column::kTargetDn) && !Has(columns, Column::kTargetSmtp)) {
    if (!missing.empty()) missing += ", and ";
    missing += "TargetDN or TargetSmtp";
  }
  return missing;
}

// A header of a list whose fields are separated by something else.
bool NamesColumnsBetween(std::string_view line, char separator) {
  return std::ranges::any_of(Split(line, separator), [](std::string_view field) {
    if (field.size() > 1 && field.front() == '"' && field.back() == '"') {
      field = field.substr(1, field.size() - 2);
    }
    return ColumnNamed(field).has_value();
  });
}

enum class Kind { kOther, kDn, kSmtp };

Kind KindOf(std::string_view field) {
  field = Trim(field);
  if (StartsWithFolded(field, "x500:")) field.remove_prefix(5);
  if (mapi::LooksLikeDn(field)) {
    return mapi::ServerDnName(field) ? Kind::kOther : Kind::kDn;
  }
  if (mapi::LooksLikeSmtp(field) && !mapi::LooksLikeGuidServer(field)) return Kind::kSmtp;
  return Kind::kOther;
}

std::vector<Kind> KindsOf(const std::vector<std::string>& lines) {
  std::vector<Kind> kinds;
  for (const std::string& line : lines) {
    const auto fields = Split(line, '\t');
    if (kinds.size() < fields.size()) kinds.resize(fields.size(), Kind::kOther);
    for (size_t i = 0; i < fields.size(); ++i) {
      if (kinds[i] == Kind::kOther) kinds[i] = KindOf(fields[i]);
    }
  }
  return kinds;
}

// The first column of a kind is the source, the second the target; one or three tell nothing.
void AssignPair(const std::vector<Kind>& kinds, Kind kind, Column source, Column target,
                Columns& columns) {
  if (std::ranges::count(kinds, kind) != 2) return;
  Column next = source;
  for (size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i] != kind) continue;
    columns.fields[i] = next;
    next = target;
  }
}

std::unexpected<Error> NoColumns(const std::vector<Kind>& kinds) {
  const auto dns = std::ranges::count(kinds, Kind::kDn);
  const auto addresses = std::ranges::count(kinds, Kind::kSmtp);
  const auto refuse = [](std::string_view what) {
    return Fail(ErrorCode::kDamaged, std::string(what).append(kNameThem));
  };
  if (dns > 2 || addresses > 2) {
    return refuse(
        "the list has no header, and more than two columns hold DNs or addresses: "
        "which are source and target cannot be told");
  }
  if (dns == 1 && addresses == 0) {
    return refuse(
        "the list has only one column of DNs and no header: the columns TargetDN or "
        "TargetSmtp are missing");
  }
  if (dns == 0 && addresses == 1) {
    return refuse(
        "the list has only one column of addresses and no header: the columns TargetDN "
        "or TargetSmtp are missing");
  }
  if (dns == 1 && addresses == 1) {
    return refuse(
        "the list has no header, and one DN and one address do not tell source from "
        "target: SourceDN or SourceSmtp, or TargetDN or TargetSmtp, are missing");
  }
  return refuse(
      "this is not a list: it has no header that names SourceDN, TargetDN, SourceSmtp or "
      "TargetSmtp, and no DNs or addresses by which the columns could be recognised");
}

}  // namespace

std::string Row::* ColumnMember(Column column) { return kMembers[static_cast<size_t>(column)]; }

Result<std::optional<Columns>> ColumnsFromHeader(std::string_view line) {
  Columns columns;
  bool known = false;
  for (const std::string_view field : Split(line, '\t')) {
    auto column = ColumnNamed(field);
    if (column && Has(columns, *column)) column = std::nullopt;
    known = known || column;
    columns.fields.push_back(column);
  }
  if (!known) {
    for (const char separator : {',', ';'}) {
      if (!NamesColumnsBetween(line, separator)) continue;
      return Fail(ErrorCode::kDamaged, std::string("the fields of the list are separated by '") +
                                           separator + "': they must be separated by TABs");
    }
    return std::nullopt;
  }
  const std::string missing = MissingColumns(columns);
  if (missing.empty()) return columns;
  return Fail(ErrorCode::kDamaged, "the header of the list lacks the columns " + missing);
}

Result<Columns> ColumnsFromContent(const std::vector<std::string>& lines) {
  const std::vector<Kind> kinds = KindsOf(lines);
  Columns columns;
  columns.by_content = true;
  columns.fields.resize(kinds.size());
  AssignPair(kinds, Kind::kDn, Column::kSourceDn, Column::kTargetDn, columns);
  AssignPair(kinds, Kind::kSmtp, Column::kSourceSmtp, Column::kTargetSmtp, columns);
  if (MissingColumns(columns).empty()) return columns;
  return NoColumns(kinds);
}

namespace {

struct Prefix {
  Column column;
  std::string_view text;
};
// What other tools put before DNs and addresses; it must not reach a profile.
constexpr Prefix kPrefixes[] = {
    {Column::kSourceDn, "x500:"},       {Column::kTargetDn, "x500:"},
    {Column::kTargetServerDn, "x500:"}, {Column::kSourceSmtp, "smtp:"},
    {Column::kTargetSmtp, "smtp:"},
};

std::string_view WithoutPrefix(Column column, std::string_view field) {
  for (const Prefix& prefix : kPrefixes) {
    if (prefix.column == column && StartsWithFolded(field, prefix.text)) {
      return Trim(field.substr(prefix.text.size()));
    }
  }
  return field;
}

}  // namespace

Row ParseRow(std::string_view utf8_line, const Columns& columns) {
  Row row;
  size_t at = 0;
  for (const auto& column : columns.fields) {
    if (at > utf8_line.size()) break;
    const size_t end = std::min(utf8_line.find('\t', at), utf8_line.size());
    const std::string_view field = Trim(utf8_line.substr(at, end - at));
    at = end + 1;
    if (!column || field.empty()) continue;
    if (*column == Column::kProxies) {
      for (const std::string_view proxy : Split(field, ';')) {
        if (!Trim(proxy).empty()) row.proxies.emplace_back(Trim(proxy));
      }
    } else if (!columns.by_content || KindOf(field) != Kind::kOther) {
      row.*ColumnMember(*column) = WithoutPrefix(*column, field);
    }
  }
  return row;
}

namespace {

bool HasControl(std::string_view text) {
  bool found = false;  // no early end: many bytes at once
  for (const char c : text) found |= static_cast<unsigned char>(c) < 0x20;
  return found;
}

}  // namespace

bool HasSource(const Row& row) { return !row.source_dn.empty() || !row.source_smtp.empty(); }
std::string TargetFault(const Row& row) {
  for (size_t i = 0; i < kColumnCount; ++i) {
    const auto column = static_cast<Column>(i);
    if (column != Column::kProxies && HasControl(row.*ColumnMember(column))) {
      return fmt::format("has a control character in {}", kColumnNames[i]);
    }
  }
  if (!HasTarget(row)) return "leads nowhere: neither TargetDN nor TargetSmtp";
  if (!row.target_dn.empty() && !mapi::LooksLikeDn(row.target_dn)) {
    return "has a TargetDN that is no DN: \"" + row.target_dn + "\"";
  }
  if (!row.target_smtp.empty() && !mapi::LooksLikeSmtp(row.target_smtp)) {
    return "has a TargetSmtp that is no address: \"" + row.target_smtp + "\"";
  }
  return "";
}
bool HasTarget(const Row& row) { return !row.target_dn.empty() || !row.target_smtp.empty(); }

}  // namespace repoint::list
