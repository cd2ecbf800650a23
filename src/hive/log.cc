#include "hive/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "hive/log_format.h"
#include "hive/recovery.h"

namespace repoint::hive {
namespace {

// A log whose base block holds.
struct Log {
  std::string name;
  ByteView bytes;
  BaseBlock base;

  uint32_t sequence() const { return base.primary_sequence; }
};

std::unexpected<Error> Refuse(std::string_view why) {
  return Fail(
      ErrorCode::kConflict,
      fmt::format("the last write to this hive was interrupted, and {}: let its user log "
                  "on and off once, or put back the .LOG files that belong to it (where these are "
                  "lost: emhive recover --without-logs)",
                  why));
}

bool IsBlank(const LogFile& log) {
  return std::ranges::all_of(log.bytes, [](uint8_t byte) { return byte == 0; });
}

// The logs that count. The single .LOG only does when the pair is not in use: beside a pair that is
// it stems from before an upgrade of Windows.
Result<std::vector<Log>> LogsInUse(std::span<const LogFile> files) {
  const LogFile* const first = LogNamed(files, ".LOG1");
  const LogFile* const second = LogNamed(files, ".LOG2");
  const LogFile* const single = LogNamed(files, ".LOG");
  if ((first == nullptr) != (second == nullptr)) {
    // Sequence numbers have gaps: they cannot tell whether its entries are needed.
    return Refuse(fmt::format("its {} is missing", first == nullptr ? ".LOG1" : ".LOG2"));
  }
  std::vector<const LogFile*> used;
  for (const LogFile* file : {first, second}) {
    if (file != nullptr && !IsBlank(*file)) used.push_back(file);
  }
  if (used.empty() && single != nullptr && !IsBlank(*single)) used.push_back(single);
  std::vector<Log> logs;
  for (const LogFile* file : used) {
    const auto base = BaseBlock::Decode(file->bytes);
    const bool known =
        base && (base->type == base_block::kTypeNewLog || base->type == base_block::kTypeOldLog);
    // As good as missing.
    if (!known || !base->checksum_holds) return Refuse(file->name + " is damaged");
    logs.push_back({file->name, file->bytes, *base});
  }
  return logs;
}

struct Applied {
  uint32_t entries = 0;
  uint32_t sequence = 0;  // of the last one
};

// Applies the entries of one log until they end, or one has not the number that is due.
Result<Applied> ApplyEntries(const Log& log, Recovery& recovery) {
  Applied applied;
  size_t at = kSector;
  for (;;) {
    const uint32_t due = log.sequence() + applied.entries;
    REPOINT_ASSIGN(const std::optional<LogEntry> entry, DecodeLogEntry(log.bytes.subspan(at)));
    if (!entry || entry->sequence != due) return applied;
    REPOINT_TRY(recovery.Apply(entry->bins_size, entry->pages));
    recovery.SetLocked((entry->flags & base_block::kFlagLocked) != 0);
    applied.sequence = due;
    ++applied.entries;
    at += entry->size;
  }
}

// Those that may continue the hive, in the order in which they were written.
Result<std::vector<Log>> UsableLogs(const BaseBlock& base, std::vector<Log> logs) {
  std::erase_if(logs, [&](const Log& log) {
    return base.checksum_holds && log.sequence() < base.secondary_sequence;
  });
  std::ranges::sort(logs, {}, &Log::sequence);
  if (logs.size() == 2 && logs[0].sequence() == logs[1].sequence()) {
    return Refuse("its two logs begin with the same number");
  }
  if (logs.empty()) return Refuse("its logs are older than the hive");
  if (!base.checksum_holds) logs.erase(logs.begin(), logs.end() - 1);
  return logs;
}

Result<Replay> ReplayNew(Bytes primary, const BaseBlock& base, std::vector<Log> logs) {
  REPOINT_ASSIGN(logs, UsableLogs(base, std::move(logs)));
  Recovery recovery(std::move(primary), base);
  if (!base.checksum_holds) recovery.TakeBase(logs[0].bytes);
  Applied all;
  std::vector<AppliedLog> used;
  for (const Log& log : logs) {
    if (all.entries != 0 && log.sequence() != all.sequence + 1) break;
    REPOINT_ASSIGN(const Applied applied, ApplyEntries(log, recovery));
    if (applied.entries == 0) break;
    all = {all.entries + applied.entries, applied.sequence};
    used.push_back({log.name, applied.entries, log.sequence()});
  }
  // What the later log has builds on the earlier one.
  if (all.entries == 0) return Refuse("the first entry of " + logs[0].name + " is damaged");
  return Replay{std::move(recovery).Finish(all.sequence), all.entries, all.sequence,
                std::move(used)};
}

// Whether an old log belongs to the write that was interrupted. Its number is that of the write, or
// the one before (until Windows Server 2003).
bool Belongs(const Log& log, const BaseBlock& base, uint64_t written) {
  if (log.base.last_written != written) return false;
  if (log.base.primary_sequence != log.base.secondary_sequence) return false;
  return !base.checksum_holds ||
         (log.sequence() >= base.secondary_sequence && log.sequence() <= base.primary_sequence);
}

Result<Replay> ReplayOld(Bytes primary, const BaseBlock& base, const std::vector<Log>& logs) {
  // The first bin tells when the hive was written, too.
  const uint64_t written = base.checksum_holds
                               ? base.last_written
                               : LoadU64(primary, kPage + bin::kTimestamp).value_or(0);
  const Log* found = nullptr;
  for (const Log& log : logs) {
    // Versions of Windows differ about which of two they take.
    if (log.base.last_written > written) return Refuse(log.name + " is newer than the hive");
    if (!Belongs(log, base, written)) continue;
    if (found != nullptr) return Refuse("both of its logs fit");
    found = &log;
  }
  if (found == nullptr) return Refuse("its logs belong to another write");
  const auto pages = DecodeOldLog(found->bytes, found->base);
  if (!pages) return Refuse(found->name + " cannot be used: " + pages.error().message);
  Recovery recovery(std::move(primary), base);
  if (!base.checksum_holds) recovery.TakeBase(found->bytes);
  REPOINT_TRY(recovery.Apply(found->base.bins_size, *pages));
  const uint32_t sequence =
      std::max(found->sequence(), base.checksum_holds ? base.primary_sequence : 0);
  return Replay{
      std::move(recovery).Finish(sequence), 1, sequence, {{found->name, 1, found->sequence()}}};
}

}  // namespace

const LogFile* LogNamed(std::span<const LogFile> logs, std::string_view suffix) {
  const auto found = std::ranges::find_if(logs, [&](const LogFile& log) {
    return log.name.size() >= suffix.size() &&
           EqualsFolded(std::string_view(log.name).substr(log.name.size() - suffix.size()), suffix);
  });
  return found == logs.end() ? nullptr : &*found;
}

Result<Replay> ReplayLogs(Bytes primary, std::span<const LogFile> files) {
  REPOINT_ASSIGN(const BaseBlock base, BaseBlock::Decode(primary));
  if (!base.IsDirty()) return Replay{std::move(primary), 0, base.primary_sequence};
  if (base.checksum_holds && base.type != base_block::kTypePrimary) {
    return Fail(ErrorCode::kUnsupported, "this is the log of a hive, not the hive");
  }
  if (primary.size() < kPage) {
    return Fail(ErrorCode::kDamaged, "the hive is cut short within its first 4,096 bytes");
  }
  REPOINT_ASSIGN(std::vector<Log> logs, LogsInUse(files));
  if (logs.empty()) return Refuse("it has no logs");
  const auto is_new = [](const Log& log) { return log.base.type == base_block::kTypeNewLog; };
  if (std::ranges::none_of(logs, is_new)) return ReplayOld(std::move(primary), base, logs);
  // An old log beside a new one stems from before an upgrade of Windows.
  std::erase_if(logs, [&](const Log& log) { return !is_new(log); });
  return ReplayNew(std::move(primary), base, std::move(logs));
}

Result<Replay> TakeWithoutLogs(Bytes primary) {
  REPOINT_ASSIGN(const BaseBlock base, BaseBlock::Decode(primary));
  if (!base.IsDirty()) return Replay{std::move(primary), 0, base.primary_sequence};
  if (!base.checksum_holds) {
    return Fail(ErrorCode::kDamaged,
                "the head of the hive was being written when that was interrupted: only its logs "
                "can mend it");
  }
  if (base.type != base_block::kTypePrimary) {
    return Fail(ErrorCode::kUnsupported, "this is the log of a hive, not the hive");
  }
  if (primary.size() < kPage || primary.size() - kPage < base.bins_size) {
    return Fail(ErrorCode::kDamaged,
                "the hive is cut short: it grew in a write that was interrupted, and what it grew "
                "by is in its logs alone");
  }
  const uint32_t sequence = std::max(base.primary_sequence, base.secondary_sequence);
  return Replay{Recovery(std::move(primary), base).Finish(sequence), 0, sequence};
}

}  // namespace repoint::hive
