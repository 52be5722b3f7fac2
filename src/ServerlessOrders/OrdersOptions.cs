namespace ServerlessOrders;

/// <summary>Settings of the service, section <c>Orders</c> of the configuration.</summary>
public sealed class OrdersOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Orders";

    /// <summary>Hours that each sub-order adds to the life of a user's order. Default 240.</summary>
    public int UserSubOrderHours { get; set; } = 240;

    /// <summary>Hours that each sub-order adds to the life of an application's order. Default 2.</summary>
    public int ApplicationSubOrderHours { get; set; } = 2;

    /// <summary>The longest life of an order in hours. Default 168.</summary>
    public int MaxExpirationHours { get; set; } = 168;

    /// <summary>The most bytes in one sub-order of several files; a larger file makes one of its own. Default 100 MiB.</summary>
    public long SubOrderMaxBytes { get; set; } = 100L * 1024 * 1024;

    /// <summary>The most files in one sub-order, at most 5000. Default 5000.</summary>
    public int SubOrderMaxFiles { get; set; } = 5000;

    /// <summary>How many sub-orders of one user may be prepared or wait for download at once. Default 2.</summary>
    public int MaxSubOrdersPerUser { get; set; } = 2;

    /// <summary>The most products in one basket. Default 1,000,000.</summary>
    public long MaxProductsPerBasket { get; set; } = 1_000_000;

    /// <summary>How many orders a filtered list looks at, the newest ones of the asked-for time. Default 100,000.</summary>
    public int MaxOrdersSearched { get; set; } = 100_000;

    /// <summary>Hosts from which external files may come. None by default.</summary>
    public IList<string> ExternalHosts { get; } = [];

    /// <summary>Hosts to which events of orders may be sent. None by default.</summary>
    public IList<string> NotificationHosts { get; } = [];

    /// <summary>The most bytes of one external file. Default 1 TiB.</summary>
    public long ExternalMaxBytes { get; set; } = 1024L * 1024 * 1024 * 1024;

    /// <summary>
    /// Who fetches files from storage itself, by a signed address of the blob: nobody (<c>off</c>, the default), who asks for it
    /// (<c>opt-in</c>), everybody who does not refuse it (<c>always</c>).
    /// </summary>
    public string DirectDownloads { get; set; } = Direct.Off;

    /// <summary>The secret that signs order tokens (and, if no authority is set, bearer tokens): at least 32 characters.</summary>
    public string Secret { get; set; } = "";

    /// <summary>The tenant whose catalog (the STAC API, and REGARDS' search) anyone may read without a token; none by default.</summary>
    public string? PublicCatalog { get; set; }

    /// <summary>The address that clients use, if it cannot be told from the request.</summary>
    public string? PublicBaseUrl { get; set; }

    /// <summary>
    /// A path under which the service is reached too, as REGARDS' gateway has it: <c>/api/v1/rs-order</c>. Every address is served
    /// below it as well as without it, and the catalog search also below its sibling (<c>/api/v1/rs-catalog</c>). None by default.
    /// </summary>
    public string? PathBase { get; set; }

    /// <summary>The time zone of the schedules, an IANA name such as <c>Europe/Paris</c>. Default UTC.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>After how many hours available files count as untouched, so that their user is reminded. Default 72.</summary>
    public int ReminderAfterHours { get; set; } = 72;

    /// <summary>
    /// How many hours before its files go an order's receivers are told so (EXPIRING), though not in the first half of its life; 0 for
    /// never. Default 24.
    /// </summary>
    public int ExpiringNoticeHours { get; set; } = 24;

    /// <summary>The longest time that a workflow waits without looking at its order again. Default 5 minutes.</summary>
    public TimeSpan WorkflowMaxWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after a rehydration was asked for, or found unfinished, the blobs are looked at again. Default 10 minutes.</summary>
    public TimeSpan RehydrationCheckInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The values of <see cref="DirectDownloads"/>.</summary>
    public static class Direct
    {
        /// <summary>Every byte passes through the service.</summary>
        public const string Off = "off";

        /// <summary>Whoever asks gets the address of the blob.</summary>
        public const string OptIn = "opt-in";

        /// <summary>Whoever does not refuse gets the address of the blob.</summary>
        public const string Always = "always";
    }
}
