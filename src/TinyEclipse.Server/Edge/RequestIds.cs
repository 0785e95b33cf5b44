using System.Buffers;
using System.Diagnostics;

namespace TinyEclipse.Server.Edge;

/// <summary>Gives each request an id, which its answer, its log lines and its audit entries bear. A caller's own is taken if it is harmless.</summary>
public static class RequestIds
{
    public const string Header = "x-request-id";
    private const int MostCharacters = 64;
    private static readonly SearchValues<char> Harmless = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    public static void UseRequestIds(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(RequestIds));
        app.Use(async (context, next) =>
        {
            var id = Sent(context.Request.Headers) ?? Guid.CreateVersion7().ToString("n");
            context.TraceIdentifier = id;
            context.Response.Headers[Header] = id;
            using (logger.BeginScope(new RequestScope(id)))
                await next(context);
        });
    }

    private static string? Sent(IHeaderDictionary headers)
    {
        var id = headers[Header].ToString();
        if (id.Length is > 0 and <= MostCharacters && !id.AsSpan().ContainsAnyExcept(Harmless))
            return id;

        return ActivityContext.TryParse(headers.TraceParent, traceState: null, out var trace) ? trace.TraceId.ToHexString() : null;
    }
}

/// <summary>The request that log lines belong to.</summary>
public sealed record RequestScope(string RequestId)
{
    public override string ToString() => $"RequestId:{RequestId}";
}
