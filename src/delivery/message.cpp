// SPDX-License-Identifier: Apache-2.0
#include "delivery/message.hpp"

#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace chatsweep {

namespace {

using Json = nlohmann::ordered_json;

Json instant_or_null(const std::optional<Instant>& instant) {
    return instant ? Json(to_rfc3339(*instant)) : Json{};
}

Json text_or_null(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json{};
}

std::string base64(const unsigned char* bytes, std::size_t size) {
    std::string text(4 * ((size + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes,
                                       static_cast<int>(size));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::string signature_with(const Secret& secret, const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), secret.bytes.data(), static_cast<int>(secret.bytes.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(),
             &size) == nullptr) {
        throw std::runtime_error{"OpenSSL cannot make an HMAC-SHA256"};
    }
    return "v1," + base64(digest.data(), size);
}

} // namespace

std::string webhook_id(const EventRecord& event) {
    std::string run = event.run_id.value;
    std::erase(run, '-');
    return "evt_" + run + '_' + std::to_string(event.event_id);
}

std::string body_of(const EventRecord& event) {
    // A list of pairs keeps their order, and costs less than a braced object of this size.
    Json::object_t fields;
    fields.reserve(24);
    const auto add = [&fields](const char* key, Json value) {
        fields.emplace_back(key, std::move(value));
    };
    add("id", webhook_id(event));
    add("type", "chatsweep." + event.kind.value_or(event.action));
    add("timestamp", to_rfc3339(event.recorded_at));
    add("action", event.action);
    add("kind", text_or_null(event.kind));
    add("session_id", event.session_id);
    add("policy", event.policy);
    add("policy_version", text_or_null(event.policy_version));
    add("timer", event.timer);
    add("reason", event.reason);
    add("clock", event.clock);
    add("clock_at", to_rfc3339(event.clock_at));
    add("due_at", to_rfc3339(event.due_at));
    add("recorded_at", to_rfc3339(event.recorded_at));
    add("last_customer_message_at", instant_or_null(event.last_customer_message_at));
    add("unanswered", event.unanswered);
    add("status_before", text_or_null(event.status_before));
    add("role", text_or_null(event.role));
    add("message", text_or_null(event.message));
    add("route", text_or_null(event.route));
    add("tenant", text_or_null(event.tenant));
    add("environment", text_or_null(event.environment));
    add("channel", text_or_null(event.channel));
    add("run_id", event.run_id.value);
    return Json(std::move(fields)).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string signature(const std::vector<Secret>& secrets, const std::string& id,
                      std::int64_t seconds, const std::string& body) {
    const std::string text = id + '.' + std::to_string(seconds) + '.' + body;
    std::string signatures;
    for (const Secret& secret : secrets) {
        signatures += (signatures.empty() ? "" : " ") + signature_with(secret, text);
    }
    return signatures;
}

} // namespace chatsweep
