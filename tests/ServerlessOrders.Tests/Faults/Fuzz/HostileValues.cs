using System.IO.Compression;
using System.Text;

namespace ServerlessOrders.Tests.Faults.Fuzz;

/// <summary>Texts that have broken other services.</summary>
internal static class HostileValues
{
    /// <summary>For paths and query strings, as they are sent: nothing is encoded any more.</summary>
    public static readonly string[] Encoded =
    [
        "", "0", "-1", "9223372036854775807", "9223372036854775808", "4194304", "4194305", "1e9", "0x10", "1.5", "NaN", "+1", "%2B1", "1%00", "%00",
        "%0d%0aX-Injected:%201", "..", "%2e%2e", "..%2f..%2f..%2fetc%2fpasswd", "%5c..%5c..", "%252e%252e%252f", "%", "%zz", "%c0%ae%c0%ae", "%ff%fe",
        "%ed%a0%80", "'", "''%20or%20''='", "PartitionKey%20eq%20'x'", "%23", "%3f", "%26", ";", "%7b%7b7*7%7d%7d", "$%7bjndi:ldap://x%7d", "<script>",
        "%F0%9F%92%A9", "%E2%80%AE", "null", "undefined", "true", "[]", "{}", "*", "~", "~~", "%7c", "%22", "a%20b", "%09", "%0b", "%7f", "%c2%85",
        "2025-02-30T00:00:00Z", "2025-01-01T00:00:00%2B99:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "2025-01-01",
        "10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "2016-12-31T23:59:60Z", "DONE,EXPIRED", "done", "id,asc", "id,asc,desc", ",", "id,", ",asc",
        "creationDate,desc&sort=id", "bearer", "URN:AIP:DATA:demo:00000000-0000-0000-0000-000000000000:V1", "URN:AIP:DATASET:::V", new string('a', 3000),
        string.Concat(Enumerable.Repeat("%41", 1000)), new string('/', 50), "%2f%2f%2f", "2147483647", "2147483648", "-2147483648", "00000000000000000001",
    ];

    /// <summary>For the values of headers.</summary>
    public static readonly string[] Headers =
    [
        "", " ", "*", "bytes", "bytes=", "bytes=0-", "bytes=-1", "bytes=-0", "bytes=0-0", "bytes=5-2", "bytes=99999999999999999999-", "bytes=0-,0-,0-",
        "bytes=" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"{i}-{i}")), "bytes=9223372036854775807-", "bytes=-9223372036854775808", "lines=1-2",
        "bytes=a-b", "bytes 0-1", "\"x\"", "W/\"x\"", "\"", "W/", "\"a\", \"b\"", "Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 99 Oct 2015", "text/html", "a/b;q=2",
        "application/metalink4+xml", "application/metalink4+xml;q=0", "*/*;q=0.000", ",,,,", ";", "=", "\u00e9", "http://evil.example", "evil.example:99999", "[::1", "..",
        "Basic YTpi", "Bearer", "Bearer x", "Bearer a.b.c", "Bearer " + new string('x', 8000), "Bearer eyJhbGciOiJub25lIn0.e30.", "chunked, identity", "gzip", "br, gzip",
        "application/json; charset=utf-7", "application/json; charset=\"\"", "a;charset=utf-16;charset=utf-7", "x-gzip, identity", "identity", "zstd",
        "/../x", "/a/..", "/%2e%2e", "..\\x", "/a//b", "//evil.example", "evil..example", "-evil", "evil.example:0", "[fe80::1%25eth0]:80", "a,b,,c", "https, javascript", "\t",
        new string('h', 4000), "attachment; filename=\"..\\..\\x\"", "for=\"_x\";host=evil;proto=javascript", "javascript", "ftp", "https", "1", "-1", "100-continue",
    ];

    /// <summary>For texts within JSON; the text that is written between quotes.</summary>
    public static readonly string[] JsonTexts =
    [
        "", " ", "\\u0000", "\\ud800", "\\udfff\\ud800", "\\r\\nBcc: x@example.org", "=1+1", "@SUM(A1)", "../../x", "..\\\\..\\\\x", "a/b#c?d", "\\\"", "\\\\", "\\u202e",
        "legacy", "stac", "opensearch", "*:*", "*", "id:*", "NOT", "NOT NOT NOT id:x", "(", ")", "((((((((((", "a AND", "id:[1 TO 2", "id:{* TO *}", "datetime:[2024-02-30 TO *]", "datetime:>NOW-1YEAR", "datetime:2016-12-31T23:59:60Z", "gsd:[a TO 5]", "gsd:(>1 AND <1e999999999999999999)", "datasetUrn:nope",
        "platform:*?*?*?*?*?*?*?*x", "a,b,,c", string.Join(" OR ", Enumerable.Repeat("*:*", 4097)), string.Concat(Enumerable.Repeat("a.", 60_000)) + ":1", string.Concat(Enumerable.Repeat("a:", 60_000)), "x:>=", "\\\\*", "id:\\\"", "+++", "--",
        "RAWDATA", "QUICKLOOK", "INCLUDE", "EXCLUDE", "(a+)+$", "(?=a)", "\\\\1(a)", "[", "(?<n>a)\\\\k<n>", ".{0,2147483647}", "(.{1000}){1000}", "((a{100}){100}){100}", "(?i)\\\\p{L}*", "javascript:alert(1)",
        "https://example.org/?a=b#c", "2025-01-01T00:00:00Z", "0000-00-00", "9999999999", "-180,-90,180,90", "NaN,NaN,NaN,NaN", "1e400,0,0,0",
        string.Concat(Enumerable.Repeat("(", 70)) + "a" + string.Concat(Enumerable.Repeat(")", 70)), string.Join(" OR ", Enumerable.Repeat("id:x", 5000)),
        string.Concat(Enumerable.Repeat("a*", 600)), new('x', 51), new('x', 256), new('x', 70_000), "\U0001F4A9", "nul\\u0007",
    ];

    /// <summary>JSON where something else belongs.</summary>
    public static readonly string[] JsonValues =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e400", "-0", "99999999999999999999999999", "\"\"", "\"x\"", "[]", "{}", "[null]", "[[]]", "[{}]", "{\"\":\"\"}", "{\"a\":{\"a\":{}}}", "NaN", "Infinity", "01", "'x'",
        string.Concat(Enumerable.Repeat("[", 2000)), string.Concat(Enumerable.Repeat("[", 70)) + string.Concat(Enumerable.Repeat("]", 70)),
        "[" + string.Join(',', Enumerable.Repeat("1", 20_000)) + "]", "{\"x\":1,\"x\":2}", "\"\\ud800\"", "/* c */ 1", "1 // c", "\u0000", "\"" + "\u0001" + "\"",
    ];

    /// <summary>Names of charsets: known, dangerous, obsolete, of code pages, and rubbish.</summary>
    public static readonly string[] Charsets =
    [
        "utf-8", "UTF8", "\"utf-8\"", "utf-7", "unicode-1-1-utf-7", "utf-16", "utf-16le", "utf-16be", "utf-32", "ucs-2", "iso-8859-1", "latin1", "us-ascii", "iso-2022-jp", "x-Europa", "IBM037",
        "65000", "65001", "0", "-1", "none", "klingon", "\"", "\"\"", "utf-8;charset=utf-7", "utf-8,utf-7", "%75tf-8", "\u0000", "\u00fctf-8", new('c', 3000),
    ];

    /// <summary>A text in another form than UTF-8; the header that would name the form is there, is missing, or names another.</summary>
    public static byte[] Encode(string text, Random random, List<string> headers)
    {
        if (random.Next(3) == 0)
        {
            if (random.Next(2) == 0) headers.Add($"Content-Encoding: {new[] { "gzip", "br", "identity", "gzip, gzip", "" }[random.Next(5)]}");
            var zipped = new MemoryStream();
            using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
            return zipped.ToArray();
        }

        var encoding = new Encoding[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.Latin1, Encoding.UTF8 }[random.Next(5)];
        byte[] bytes = [.. random.Next(2) == 0 ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        return random.Next(4) == 0 && bytes.Length > 0 ? bytes[..^1] : bytes;
    }

    /// <summary>Whole bodies.</summary>
    public static IEnumerable<byte[]> Bodies(Random random)
    {
        yield return [];
        yield return [0xef, 0xbb, 0xbf, (byte)'{', (byte)'}'];
        yield return [0xff, 0xfe, (byte)'{', 0, (byte)'}', 0];
        yield return [0xfe, 0xff, 0, (byte)'{', 0, (byte)'}'];
        yield return [0xff, 0xfe];
        yield return [0xfe, 0xff, 0xd8];
        yield return [0xff, 0xfe, 0, 0, (byte)'{', 0, 0, 0, (byte)'}', 0, 0, 0];
        yield return [0xef, 0xbb];
        yield return [0x1f];
        yield return Encoding.ASCII.GetBytes("+/v8-{+ACI-label+ACI-:+ACI-x+ACI-}");
        yield return [0xc3, 0x28, 0x80];
        yield return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0xae, 5, 0];
        yield return Encoding.ASCII.GetBytes(new string(' ', 100_000) + "{}");
        yield return Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 3000)));
        var noise = new byte[random.Next(1, 5000)];
        random.NextBytes(noise);
        yield return noise;
        yield return new byte[1024 * 1024 + 1];
    }
}
