using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace TinyEclipse.Cli.Push;

/// <summary>A push as it came over the wire.</summary>
internal sealed record PushRequest(string? Authorization, string? TimeToLive, string? Urgency, string? Topic, byte[] Body);

/// <summary>A push service for one device, on this machine alone: answers as RFC 8030 has it.</summary>
internal sealed class PushEndpoint : IDisposable
{
    /// <summary>What every push service takes at least (RFC 8030, section 7.2).</summary>
    private const int LargestBody = 4096;

    private readonly HttpListener _listener;
    private readonly string _path = "/push/" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private PushEndpoint(HttpListener listener, int port)
    {
        _listener = listener;
        Origin = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
    }

    public string Origin { get; }

    public string Url => Origin + _path;

    public static PushEndpoint Open()
    {
        for (var tries = 0; ; tries++)
        {
            var port = FreePort();
            var listener = new HttpListener();
            listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
            try
            {
                listener.Start();
                return new PushEndpoint(listener, port);
            }
            catch (HttpListenerException) when (tries < 10)
            {
                // Somebody else took the port in between.
                listener.Close();
            }
        }
    }

    /// <param name="check">Says what is wrong with a push, or null: a push service turns away who is not the server it knows.</param>
    public async IAsyncEnumerable<(PushRequest Push, string? Problem)> ReceiveAsync(
        Func<PushRequest, string?> check, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stop = cancellationToken.Register(_listener.Stop);
        while (await NextAsync(cancellationToken) is { } context)
        {
            if (await ReadAsync(context.Request, cancellationToken) is not { } push)
            {
                Answer(context, HttpStatusCode.NotFound);
                continue;
            }

            var problem = push switch
            {
                { TimeToLive: null } => Words.PushWithoutTtl,
                { Body.Length: > LargestBody } => Words.PushTooLarge,
                _ => check(push),
            };
            Answer(context, StatusOf(push, problem));
            yield return (push, problem);
        }
    }

    public void Dispose() => _listener.Close();

    private async Task<HttpListenerContext?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _listener.GetContextAsync().WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested
            && exception is HttpListenerException or ObjectDisposedException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<PushRequest?> ReadAsync(HttpListenerRequest request, CancellationToken cancellationToken)
    {
        if (request.HttpMethod != "POST" || request.Url?.AbsolutePath != _path)
            return null;
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body, cancellationToken);
        return new PushRequest(request.Headers["Authorization"], request.Headers["TTL"], request.Headers["Urgency"], request.Headers["Topic"], body.ToArray());
    }

    private static HttpStatusCode StatusOf(PushRequest push, string? problem) => problem switch
    {
        null => HttpStatusCode.Created,
        _ when push.TimeToLive is null => HttpStatusCode.BadRequest,
        _ when push.Body.Length > LargestBody => HttpStatusCode.RequestEntityTooLarge,
        _ => HttpStatusCode.Forbidden,
    };

    private void Answer(HttpListenerContext context, HttpStatusCode status)
    {
        context.Response.StatusCode = (int)status;
        if (status == HttpStatusCode.Created)
            context.Response.Headers["Location"] = $"{Url}/{Guid.NewGuid():n}";
        context.Response.Close();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
