// A hive of empty bins and the logs to it, for tests of replay: each bin is a page and says by its
// filling who wrote it.
#ifndef REPOINT_HIVE_TESTING_LOG_HIVE_H_
#define REPOINT_HIVE_TESTING_LOG_HIVE_H_

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "hive/format.h"
#include "hive/log.h"
#include "hive/log_format.h"

namespace repoint::hive {

inline void Append(Bytes& bytes, ByteView more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

// The bin at page `page`, its one free cell filled with `filling`.
inline Bytes BinOf(uint32_t page, char filling) {
  ByteWriter writer;
  writer.Put("hbin").U32(page * kPage).U32(kPage).Zeros(20).U32(kPage - 32);
  Bytes bytes = writer.Release();
  bytes.resize(kPage, static_cast<uint8_t>(filling));
  return bytes;
}

inline void SetChecksum(Bytes& file) {
  StoreU32(file, base_block::kChecksum, BaseBlockChecksum(file));
}

// One bin for each letter of `fillings`. The flags are there and 0.
inline Bytes HiveOf(std::string_view fillings, uint32_t primary, uint32_t secondary) {
  const auto pages = static_cast<uint32_t>(fillings.size());
  ByteWriter writer;
  writer.Put("regf").U32(primary).U32(secondary).U64(0x01D5C03669050000);
  writer.U32(1).U32(5).U32(base_block::kTypePrimary).U32(1).U32(32).U32(pages * kPage).U32(1);
  writer.Zeros(base_block::kTransactions - writer.size()).Put("rmtm");
  writer.PadTo(kPage);
  Bytes hive = writer.Release();
  for (uint32_t page = 0; page < pages; ++page) {
    Append(hive, BinOf(page, fillings[page]));
  }
  SetChecksum(hive);
  return hive;
}

// The fillings of all bins, as HiveOf takes them.
inline std::string FillingsOf(ByteView hive) {
  std::string fillings;
  for (size_t end = 2 * size_t{kPage}; end <= hive.size(); end += kPage) {
    fillings.push_back(static_cast<char>(hive[end - 1]));
  }
  return fillings;
}

struct TestEntry {
  uint32_t sequence = 0;
  uint32_t pages = 0;                               // of the hive with it
  std::vector<std::pair<uint32_t, char>> fillings;  // page and what it is filled with
  uint32_t flags = 0;
};

inline Bytes EntryOf(const TestEntry& entry) {
  std::vector<Bytes> bins;
  for (const auto& [page, filling] : entry.fillings) bins.push_back(BinOf(page, filling));
  std::vector<LogPage> pages;
  for (size_t i = 0; i < bins.size(); ++i) {
    pages.push_back({entry.fillings[i].first * kPage, bins[i]});
  }
  return EncodeLogEntry(entry.sequence, entry.flags, entry.pages * kPage, pages);
}

// A new log of the hive; its base block has the number of the first entry.
inline Bytes LogOf(ByteView hive, const std::vector<TestEntry>& entries) {
  Bytes log = EncodeLogBase(hive, entries.front().sequence, entries.front().pages * kPage);
  for (const TestEntry& entry : entries) Append(log, EntryOf(entry));
  return log;
}

// An old log of the hive: the write that makes it `pages` large.
inline Bytes OldLogOf(ByteView hive, uint32_t sequence, uint32_t pages,
                      const std::vector<std::pair<uint32_t, char>>& fillings) {
  Bytes log = EncodeLogBase(hive, sequence, pages * kPage);
  StoreU32(log, base_block::kType, base_block::kTypeOldLog);
  SetChecksum(log);
  Append(log, AsBytes(kDirtyVector));
  const size_t bitmap = log.size();
  log.resize(bitmap + pages);  // a page has eight bits
  for (const auto& [page, filling] : fillings) log[bitmap + page] = 0xFF;
  log.resize(RoundUp(static_cast<uint32_t>(log.size()), kSector));
  for (const auto& [page, filling] : fillings) Append(log, BinOf(page, filling));
  return log;
}

inline std::vector<LogFile> Logs(Bytes log1, Bytes log2 = {}) {
  return {{"NTUSER.DAT.LOG1", std::move(log1)}, {"NTUSER.DAT.LOG2", std::move(log2)}};
}

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_TESTING_LOG_HIVE_H_
