// SPDX-License-Identifier: Apache-2.0
#include "delivery/address.hpp"

#include <gtest/gtest.h>
#include <netdb.h>

#include <memory>
#include <string>

namespace chatsweep::test {
namespace {

/// As getaddrinfo hands addresses out, of which the URL says nothing.
bool is_local_address(const std::string& literal) {
    addrinfo wanted{};
    wanted.ai_flags = AI_NUMERICHOST;
    addrinfo* list = nullptr;
    if (getaddrinfo(literal.c_str(), "80", &wanted, &list) != 0) {
        throw std::runtime_error{literal + " is no address"};
    }
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner{list, freeaddrinfo};
    return is_local(*list->ai_addr);
}

TEST(LocalAddress, IsLoopbackLinkLocalOrUnspecified) {
    for (const std::string address :
         {"127.0.0.1", "127.255.255.254", "169.254.0.1", "169.254.169.254", "0.0.0.0", "0.1.2.3",
          "::1", "::", "fe80::1", "febf::1"}) {
        EXPECT_TRUE(is_local(address)) << address;
        EXPECT_TRUE(is_local_address(address)) << address;
    }
}

TEST(LocalAddress, IsSoInsideOfAnIPv6AddressToo) {
    for (const std::string address :
         {"::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0.0.0.0", "::127.0.0.1",
          "::169.254.1.1", "64:ff9b::169.254.169.254", "2002:7f00:1::", "fd00:ec2::254"}) {
        EXPECT_TRUE(is_local(address)) << address;
        EXPECT_TRUE(is_local_address(address)) << address;
    }
}

TEST(LocalAddress, IsNoneOfANetwork) {
    for (const std::string address :
         {"10.0.0.1",     "192.168.1.1",     "172.16.0.1",      "126.255.255.255",
          "128.0.0.1",    "1.0.0.0",         "169.253.255.255", "169.255.0.0",
          "203.0.113.7",  "2001:db8::1",     "fd00::1",         "fec0::1",
          "fe00::1",      "::ffff:10.0.0.1", "::10.0.0.1",      "64:ff9b::10.0.0.1",
          "2002:a00:1::", "fd00:ec2::253",   "1::127.0.0.1",    "::1:0:127.0.0.1"}) {
        EXPECT_FALSE(is_local(address)) << address;
        EXPECT_FALSE(is_local_address(address)) << address;
    }
}

TEST(LocalAddress, IsNoName) {
    EXPECT_FALSE(is_local("localhost"));
    EXPECT_FALSE(is_local("desk.example"));
    EXPECT_FALSE(is_local(""));
}

TEST(LocalHost, IsSeenInAUrlHoweverItIsWritten) {
    EXPECT_EQ(local_host_of("http://127.0.0.1:8080/x"), "127.0.0.1");
    EXPECT_EQ(local_host_of("https://[::1]/x"), "::1");
    EXPECT_EQ(local_host_of("http://[fe80::1%25eth0]/"), "fe80::1");
    EXPECT_EQ(local_host_of("http://127.1/"), "127.0.0.1");
    EXPECT_EQ(local_host_of("http://2130706433/"), "127.0.0.1");
    EXPECT_EQ(local_host_of("http://0x7f000001/"), "127.0.0.1");
    EXPECT_EQ(local_host_of("http://0251.0376.0251.0376/"), "169.254.169.254");
    EXPECT_EQ(local_host_of("http://%31%32%37.0.0.1/"), "127.0.0.1");
}

TEST(LocalHost, IsEveryNameOfLocalhost) {
    EXPECT_EQ(local_host_of("http://localhost/"), "localhost");
    EXPECT_EQ(local_host_of("http://LocalHost./"), "LocalHost.");
    EXPECT_EQ(local_host_of("http://desk.localhost/"), "desk.localhost");
}

TEST(LocalHost, IsNoOther) {
    EXPECT_EQ(local_host_of("https://desk.example/127.0.0.1?localhost"), std::nullopt);
    EXPECT_EQ(local_host_of("https://10.0.0.1/"), std::nullopt);
    EXPECT_EQ(local_host_of("https://notlocalhost/"), std::nullopt);
    EXPECT_EQ(local_host_of("what is this"), std::nullopt);
}

} // namespace
} // namespace chatsweep::test
