using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>How a call or an attempt ended. A call that was stopped here may be reported as an OperationCanceledException.</summary>
internal sealed record CallOutcome(Status Status, Metadata Trailers, bool StoppedHere = false)
{
    public CallOutcome(StatusCode code, string detail, Exception? reason = null)
        : this(new Status(code, detail, reason), Metadata.Empty)
    {
    }

    public bool IsOk => Status.StatusCode == StatusCode.OK;
}
