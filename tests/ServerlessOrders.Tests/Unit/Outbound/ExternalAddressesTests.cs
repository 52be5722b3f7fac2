using System.Net;
using ServerlessOrders.Outbound;

namespace ServerlessOrders.Tests.Unit.Outbound;

public sealed class ExternalAddressesTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.2")]
    [InlineData("168.63.129.16")] // Azure's wire server
    [InlineData("169.254.169.254")] // instance metadata of every cloud
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("198.19.0.1")]
    [InlineData("203.0.113.9")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")] // IPv4-compatible
    [InlineData("::ffff:127.0.0.1")] // IPv4-mapped
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:127.0.0.1")] // IPv4-translated
    [InlineData("64:ff9b::10.0.0.1")] // NAT64
    [InlineData("64:ff9b:1::10.0.0.1")]
    [InlineData("100::1")]
    [InlineData("2001::1")] // Teredo
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::")] // 6to4 of 10.0.0.1
    [InlineData("fc00::1")]
    [InlineData("fd12::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void IsReserved_OutsideThePublicInternet(string address) => Assert.True(ExternalAddresses.IsReserved(IPAddress.Parse(address)));

    [Theory]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.128.0.1")]
    [InlineData("168.63.129.17")]
    [InlineData("172.32.0.1")]
    [InlineData("193.0.0.1")]
    [InlineData("::ffff:193.0.0.1")]
    [InlineData("2001:200::1")]
    [InlineData("2a00:1450:4001::1")]
    public void IsReserved_NotForPublicAddresses(string address) => Assert.False(ExternalAddresses.IsReserved(IPAddress.Parse(address)));
}
