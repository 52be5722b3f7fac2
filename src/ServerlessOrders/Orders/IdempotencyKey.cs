using System.Security.Cryptography;
using System.Text;

namespace ServerlessOrders.Orders;

/// <summary>A key as its sender means it: the same words of another user are another key.</summary>
/// <param name="Tenant">The tenant of the caller.</param>
/// <param name="User">The caller's identity.</param>
/// <param name="Value">1 to 255 visible characters.</param>
internal readonly record struct IdempotencyKey(string Tenant, string User, string Value)
{
    /// <summary>The longest key in characters.</summary>
    public const int MaxLength = 255;

    /// <summary>True for 1 to <see cref="MaxLength"/> visible ASCII characters.</summary>
    public static bool IsValid(string value) => value.Length is > 0 and <= MaxLength && value.All(letter => letter is > ' ' and <= '~');

    /// <summary>Tells requests apart: SHA-256 of the address and the body, in hexadecimal.</summary>
    public static string RequestOf(string address, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(address + "\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
