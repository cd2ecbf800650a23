// A P-256 key pair for tests only.
#ifndef REPOINT_LIST_TESTING_SAMPLE_KEYS_H_
#define REPOINT_LIST_TESTING_SAMPLE_KEYS_H_

#include <string_view>

namespace repoint::list {

inline constexpr std::string_view kSamplePrivateKey =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/hHqv1LZq0hGuzSf\n"
    "lLRRtFWfOzGGbtnUhQkE+jufa+mhRANCAAQqOftUBd9+Hhzx1hi9ezZojFlP1acB\n"
    "2aVs3gTfyL9wWr4lZIZli96u9JOaNjUN7mfz2HZ2XoNkIbDaGGNt7EQi\n"
    "-----END PRIVATE KEY-----\n";
inline constexpr std::string_view kSamplePublicKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKjn7VAXffh4c8dYYvXs2aIxZT9Wn\n"
    "AdmlbN4E38i/cFq+JWSGZYvervSTmjY1De5n89h2dl6DZCGw2hhjbexEIg==\n"
    "-----END PUBLIC KEY-----\n";

}  // namespace repoint::list

#endif  // REPOINT_LIST_TESTING_SAMPLE_KEYS_H_
