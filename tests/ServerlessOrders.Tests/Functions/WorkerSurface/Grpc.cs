namespace Grpc.Core;

public class RpcException(Status status) : Exception($"Status(StatusCode=\"{status.StatusCode}\", Detail=\"{status.Detail}\")")
{
    public Status Status { get; } = status;

    public StatusCode StatusCode => Status.StatusCode;
}

public struct Status(StatusCode statusCode, string detail)
{
    public StatusCode StatusCode { get; } = statusCode;

    public string Detail { get; } = detail;
}

public enum StatusCode
{
    NotFound = 5,
    FailedPrecondition = 9,
    Unavailable = 14,
}
