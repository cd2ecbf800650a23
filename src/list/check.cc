// FindFaults: what is wrong with a list as a whole.
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "list/chain.h"
#include "list/index_format.h"
#include "list/pass.h"
#include "list/signature.h"
#include "list/writer.h"

namespace repoint::list {
namespace {

constexpr uint32_t kNoRow = static_cast<uint32_t>(-1);

struct RowInfo {
  uint64_t offset = 0;
  uint64_t line = 0;
  uint64_t next_hash = 0;  // of NextKey; 0 = the chain ends here
  bool next_is_smtp = false;
  bool has_no_dn = false;
};

struct KeyOfRow {
  uint64_t hash;
  uint32_t row;
  friend auto operator<=>(const KeyOfRow&, const KeyOfRow&) = default;
};

class Checker {
 public:
  Checker(ReadableFile& file, Layout layout) : file_(file), layout_(std::move(layout)) {}

  Status Read(const End& end);
  Status CheckDuplicates();
  Status CheckChains();
  const PassFacts& facts() const { return facts_; }
  std::vector<ListFault> TakeFaults();

 private:
  void AddRow(const Row& row);
  void Fault(const Row& row, std::string_view kind, std::string message);
  Result<Row> RowAgain(uint32_t index);
  Status CheckGroup(std::span<const KeyOfRow> group);
  uint32_t Next(const RowInfo& row) const;
  Status FollowChain(uint32_t start);
  Status FaultCircle(const std::vector<uint32_t>& path, uint32_t entry);

  ReadableFile& file_;
  Layout layout_;
  PassFacts facts_;
  std::vector<RowInfo> rows_;
  std::vector<KeyOfRow> keys_;                 // sorted by hash after Read
  std::vector<uint32_t> depths_;               // moves from a row to its end; 0 = not known
  std::multimap<uint64_t, ListFault> faults_;  // by line
  uint64_t more_faults_ = 0;
};

void Checker::Fault(const Row& row, std::string_view kind, std::string message) {
  faults_.emplace(row.line, ListFault{.kind = kind,
                                      .message = std::move(message),
                                      .line = row.line,
                                      .mailbox = RowName(row),
                                      .source_dn = row.source_dn});
  if (faults_.size() <= kMaxFaults) return;
  faults_.erase(std::prev(faults_.end()));
  ++more_faults_;
}

void Checker::AddRow(const Row& row) {
  if (!HasSource(row)) {
    Fault(row, "no-source", "no mailbox can be found by it: neither SourceDN nor SourceSmtp");
  }
  if (std::string fault = TargetFault(row); !fault.empty()) {
    Fault(row, "no-target", std::move(fault));
  }
  RowInfo info{.offset = row.offset, .line = row.line, .has_no_dn = HasNoDn(row)};
  if (const auto next = NextKey(row)) {
    info.next_hash = HashKey(*next);
    info.next_is_smtp = info.has_no_dn;
  }
  const auto index = static_cast<uint32_t>(rows_.size());
  for (const Key& key : SourceKeys(row)) keys_.push_back({HashKey(key), index});
  rows_.push_back(info);
}

Status Checker::Read(const End& end) {
  const PassOptions options{.digest = true, .tree = true, .node_sink = {}};
  REPOINT_ASSIGN(
      facts_, ReadPass(file_, layout_, end, options, [this](const Line& line) {
        if (rows_.size() >= kNoRow - 1) {
          return Status(Fail(ErrorCode::kUnsupported, "the list has more than 4,000,000,000 rows"));
        }
        AddRow(RowOfLine(line, layout_));
        return Status();
      }));
  std::ranges::sort(keys_);
  return {};
}

Result<Row> Checker::RowAgain(uint32_t index) {
  LineReader reader(file_, layout_.encoding, rows_[index].offset, 4096);
  Line line;
  REPOINT_ASSIGN(const bool more, reader.Next(line));
  if (!more) return Fail(ErrorCode::kIo, "the list changed while it was read");
  Row row = RowOfLine(line, layout_);
  row.line = rows_[index].line;
  return row;
}

Status Checker::CheckGroup(std::span<const KeyOfRow> group) {
  std::map<Key, std::vector<SharedRow>> by_key;
  if (group.size() > kMaxHits) {
    REPOINT_ASSIGN(const Row first, RowAgain(group[0].row));
    Fault(first, "crowded-key", fmt::format("shares a key with {} more rows", group.size() - 1));
    return {};
  }
  for (const KeyOfRow& member : group) {
    REPOINT_ASSIGN(Row again, RowAgain(member.row));
    const auto row = std::make_shared<const Row>(std::move(again));
    for (Key& key : SourceKeys(*row)) {
      if (HashKey(key) == member.hash) by_key[std::move(key)].push_back(row);
    }
  }
  for (const auto& [key, rows] : by_key) {
    const auto chosen = ChooseSource(key, rows, "");
    if (!chosen) Fault(*rows.back(), "duplicate", chosen.error().message);
  }
  return {};
}

Status Checker::CheckDuplicates() {
  for (size_t begin = 0; begin < keys_.size();) {
    size_t end = begin;
    while (end < keys_.size() && keys_[end].hash == keys_[begin].hash) ++end;
    if (end - begin > 1) REPOINT_TRY(CheckGroup(std::span(keys_).subspan(begin, end - begin)));
    begin = end;
  }
  return {};
}

uint32_t Checker::Next(const RowInfo& row) const {
  if (row.next_hash == 0) return kNoRow;
  auto found = std::ranges::lower_bound(keys_, KeyOfRow{row.next_hash, 0});
  for (; found != keys_.end() && found->hash == row.next_hash; ++found) {
    const RowInfo& other = rows_[found->row];
    if (other.next_hash == row.next_hash) continue;  // leads there itself
    if (!row.next_is_smtp || other.has_no_dn) return found->row;
  }
  return kNoRow;
}

Status Checker::FaultCircle(const std::vector<uint32_t>& path, uint32_t entry) {
  constexpr ptrdiff_t kNamed = 10;
  const auto begin = std::ranges::find(path, entry);
  const auto first = std::min_element(begin, path.end());
  std::string places, names;
  for (auto at = begin; at != path.end() && at - begin < kNamed; ++at) {
    REPOINT_ASSIGN(const Row row, RowAgain(*at));
    places += fmt::format("{}{}", places.empty() ? "" : ", ", row.line);
    names += fmt::format("{}{}", names.empty() ? "" : ", ", RowName(row));
  }
  REPOINT_ASSIGN(const Row row, RowAgain(*first));
  Fault(row, "circle", fmt::format("leads in a circle through the lines {}: {}", places, names));
  return {};
}

// Depths of all rows from `start` to the end of its chain.
Status Checker::FollowChain(uint32_t start) {
  constexpr uint32_t kOnPath = kNoRow;
  std::vector<uint32_t> path;
  uint32_t at = start;
  while (at != kNoRow && depths_[at] == 0) {
    depths_[at] = kOnPath;
    path.push_back(at);
    at = Next(rows_[at]);
  }
  uint32_t depth = 0;
  if (at != kNoRow && depths_[at] == kOnPath) {
    REPOINT_TRY(FaultCircle(path, at));
  } else if (at != kNoRow) {
    depth = depths_[at];
  }
  for (auto row = path.rbegin(); row != path.rend(); ++row) {
    depths_[*row] = ++depth;
    if (depth == kMaxSteps + 1) {
      REPOINT_ASSIGN(const Row start_of_chain, RowAgain(*row));
      Fault(start_of_chain, "too-many-moves",
            fmt::format("leads through more than {} moves", kMaxSteps));
    }
  }
  return {};
}

Status Checker::CheckChains() {
  depths_.assign(rows_.size(), 0);
  for (uint32_t row = 0; row < rows_.size(); ++row) {
    if (depths_[row] == 0) REPOINT_TRY(FollowChain(row));
  }
  return {};
}

std::vector<ListFault> Checker::TakeFaults() {
  std::vector<ListFault> faults;
  for (auto& [line, fault] : faults_) faults.push_back(std::move(fault));
  if (more_faults_ > 0) {
    faults.push_back({.kind = "more", .message = fmt::format("and {} more", more_faults_)});
  }
  return faults;
}

Status CheckSignature(FileSystem& files, const std::string& list_path,
                      const std::string& public_key, uint64_t size, const Sha256Digest& root,
                      std::vector<ListFault>& faults) {
  const auto check = SignatureCheck::Load(files, list_path, public_key);
  if (!check) {
    if (check.error().code != ErrorCode::kDamaged) return std::unexpected(check.error());
    faults.push_back({.kind = "signature", .message = check.error().message});
    return {};
  }
  REPOINT_ASSIGN(const bool fits, check->Fits(size, root));
  if (!fits) {
    faults.push_back({.kind = "signature", .message = "the signature of the list is wrong"});
  }
  return {};
}

}  // namespace

std::string ListFault::ToString() const {
  if (line == 0) return message;
  return fmt::format("line {} ({}): {}", line, mailbox, message);
}

Result<std::vector<ListFault>> FindFaults(FileSystem& files, const std::string& list_path,
                                          const std::optional<std::string>& public_key) {
  REPOINT_ASSIGN(const auto file, files.Open(list_path));
  REPOINT_ASSIGN(const EncodingFound encoding, ReadEncoding(*file));
  REPOINT_ASSIGN(const bool ours, BeginsAsOurs(*file, encoding));
  REPOINT_ASSIGN(const End end, ReadEnd(*file, encoding, ours));
  REPOINT_ASSIGN(Layout layout, ReadLayout(*file));
  Checker checker(*file, std::move(layout));
  REPOINT_TRY(checker.Read(end));
  REPOINT_TRY(checker.CheckDuplicates());
  REPOINT_TRY(checker.CheckChains());
  std::vector<ListFault> faults = checker.TakeFaults();
  if (std::string fault = EndFault(end, checker.facts()); !fault.empty()) {
    faults.push_back({.kind = "end", .message = std::move(fault)});
  }
  if (public_key) {
    REPOINT_TRY(
        CheckSignature(files, list_path, *public_key, file->size(), checker.facts().root, faults));
  }
  return faults;
}

Result<std::vector<std::string>> CheckList(FileSystem& files, const std::string& list_path,
                                           const std::optional<std::string>& public_key) {
  REPOINT_ASSIGN(const std::vector<ListFault> faults, FindFaults(files, list_path, public_key));
  std::vector<std::string> lines;
  for (const ListFault& fault : faults) lines.push_back(fault.ToString());
  return lines;
}

}  // namespace repoint::list
