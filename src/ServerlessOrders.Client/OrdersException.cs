using System.Net;

namespace ServerlessOrders.Client;

/// <summary>What cannot be done, in one sentence for its user, and the exit code that tells it to a script.</summary>
public sealed class OrdersException : Exception
{
    /// <summary>A fault of a kind.</summary>
    public OrdersException(ExitCode code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>The kind.</summary>
    public ExitCode Code { get; }

    /// <summary>The status that the service answered; null if it did not.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>What the service refused.</summary>
    public static OrdersException Refused(HttpStatusCode status, string message) => new(CodeOf(status), message) { Status = status };

    private static ExitCode CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotAllowed,
        HttpStatusCode.NotFound => ExitCode.NotFound,
        HttpStatusCode.Gone => ExitCode.Gone,
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict => ExitCode.WrongUsage,
        _ => ExitCode.Failed,
    };
}
