// Any bytes as any kind of entry id: what decodes encodes to the same bytes.
#include "mapi/entry_id.h"

namespace {

template <typename Id>
void Check(const std::optional<Id>& id, repoint::ByteView bytes,
           repoint::Bytes (*encode)(const Id&)) {
  if (id && !repoint::Equal(encode(*id), bytes)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace repoint::mapi;
  const repoint::ByteView bytes(data, size);
  Check(DecodeStoreEntryId(bytes), bytes, EncodeStoreEntryId);
  Check(DecodePstStoreEntryId(bytes), bytes, EncodePstStoreEntryId);
  Check(DecodeAddressBookEntryId(bytes), bytes, EncodeAddressBookEntryId);
  Check(DecodeOneOffEntryId(bytes), bytes, EncodeOneOffEntryId);
  Check(DecodeContactEntryId(bytes), bytes, EncodeContactEntryId);
  if (FolderStoreKey(bytes) && size < 24) __builtin_trap();
  return 0;
}
