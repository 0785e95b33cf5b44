using System.Net;

namespace TinyEclipse.Server.Features.Notifications.WebPush;

public enum PushVerdict
{
    /// <summary>The push service has it, and delivers it when the device is there.</summary>
    Taken,

    /// <summary>The device has left; it will not come back under this address.</summary>
    Gone,

    /// <summary>This push will never be taken.</summary>
    Refused,

    Later,
}

/// <summary>What a push service answered, as far as it matters.</summary>
public sealed record PushReply(PushVerdict Verdict, string Error, HttpStatusCode? Status = null, TimeSpan? RetryAfter = null)
{
    public static PushReply From(HttpStatusCode status, string detail, TimeSpan? retryAfter)
    {
        var verdict = (int)status switch
        {
            >= 200 and < 300 => PushVerdict.Taken,
            404 or 410 => PushVerdict.Gone,
            408 or 425 or 429 or >= 500 => PushVerdict.Later,
            _ => PushVerdict.Refused, // redirects among them: a push service has no reason to send us elsewhere
        };
        var error = verdict == PushVerdict.Taken ? "" : $"the push service answered {(int)status} {detail}".TrimEnd();
        return new PushReply(verdict, error, status, retryAfter);
    }
}
