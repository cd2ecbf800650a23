#include "list/pass.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

namespace repoint::list {
namespace {

// SHA-256 of the first bytes of a stream.
class HeadDigest {
 public:
  HeadDigest(Sha256 sha, uint64_t bytes) : sha_(std::move(sha)), left_(bytes) {}
  void Update(ByteView bytes) {
    if (left_ == 0) return;
    const uint64_t take = std::min<uint64_t>(left_, bytes.size());
    sha_.Update(bytes.first(static_cast<size_t>(take)));
    left_ -= take;
  }
  Sha256Digest Finish() { return sha_.Finish(); }

 private:
  Sha256 sha_;
  uint64_t left_;
};

// Digests and tree over the bytes of a pass.
class Taps {
 public:
  static Result<Taps> Create(const PassOptions& options, const Layout& layout, const End& end) {
    REPOINT_ASSIGN(Sha256 head, Sha256::Create());
    REPOINT_ASSIGN(Sha256 rows, Sha256::Create());
    const uint64_t under_digest =
        end.line ? end.line->offset : std::numeric_limits<uint64_t>::max();
    return Taps(options, HeadDigest(std::move(head), layout.head_bytes),
                HeadDigest(std::move(rows), options.digest ? under_digest : 0));
  }

  void Update(ByteView bytes) {
    head_.Update(bytes);
    rows_.Update(bytes);
    if (tree_) hasher_.Update(bytes);
  }

  Status Finish(const Layout& layout, PassFacts& facts) {
    if (head_.Finish() != layout.head_digest) {
      return Fail(ErrorCode::kConflict, "the list was changed while it was read; run it again");
    }
    if (digest_) facts.digest = rows_.Finish();
    if (!tree_) return {};
    REPOINT_ASSIGN(facts.root, hasher_.Finish());
    return {};
  }

 private:
  Taps(const PassOptions& options, HeadDigest head, HeadDigest rows)
      : digest_(options.digest),
        tree_(options.tree),
        head_(std::move(head)),
        rows_(std::move(rows)),
        hasher_(options.node_sink) {}

  bool digest_;
  bool tree_;
  HeadDigest head_;
  HeadDigest rows_;
  TreeHasher hasher_;
};

}  // namespace

Result<PassFacts> ReadPass(ReadableFile& file, const Layout& layout, const End& end,
                           const PassOptions& options, const RowVisitor& visit) {
  PassFacts facts;
  REPOINT_ASSIGN(Taps taps, Taps::Create(options, layout, end));
  LineReader reader(file, layout.encoding, 0, kPassChunk);
  reader.set_tap([&taps](ByteView bytes) { taps.Update(bytes); });
  Line line;
  while (true) {
    REPOINT_ASSIGN(const bool more, reader.Next(line));
    if (!more) break;
    if (line.offset < layout.first_row) continue;
    if (IsBlankOrComment(line.text)) {
      facts.has_end_line = facts.has_end_line || IsEndLine(line.text);
      continue;
    }
    ++facts.rows;
    facts.rows_behind_end = facts.rows_behind_end || facts.has_end_line;
    REPOINT_TRY(visit(line));
  }
  REPOINT_TRY(taps.Finish(layout, facts));
  return facts;
}

Status VisitList(FileSystem& files, const std::string& list_path,
                 const std::function<Status(const Row&)>& visit) {
  REPOINT_ASSIGN(const auto file, files.Open(list_path));
  REPOINT_ASSIGN(const Layout layout, ReadLayout(*file));
  REPOINT_ASSIGN(const End end, ReadEnd(*file, layout.encoding, layout.ours));
  REPOINT_ASSIGN(const PassFacts facts,
                 ReadPass(*file, layout, end, {.node_sink = {}},
                          [&](const Line& line) { return visit(RowOfLine(line, layout)); }));
  const std::string fault = EndFault(end, facts);
  return fault.empty() ? Status() : Fail(ErrorCode::kDamaged, fault, list_path);
}

std::string EndFault(const End& end, const PassFacts& facts) {
  if (!end.fault.empty()) return end.fault;
  if (facts.rows_behind_end || (facts.has_end_line && !end.line)) {
    return "the list was edited by hand: lines follow its #end line";
  }
  if (!end.line) return {};
  if (end.line->rows != facts.rows) {
    return fmt::format(
        "the list was edited by hand: its #end line says rows={}, but it holds {}; export it again",
        end.line->rows, facts.rows);
  }
  if (end.line->digest != facts.digest) {
    return "the list was edited by hand, or its line ends or encoding were converted: sha256 in "
           "its #end line does not fit; export it again";
  }
  return {};
}

Row RowOfLine(const Line& line, const Layout& layout) {
  std::string scratch;
  Row row = ParseRow(DecodeLine(line.text, scratch), layout.columns);
  row.line = line.number;
  row.offset = line.offset;
  return row;
}

}  // namespace repoint::list
