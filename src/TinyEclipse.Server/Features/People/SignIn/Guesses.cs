using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>Slows guessing down to a crawl without shutting the owner out.</summary>
public sealed class Guesses(GuessStore store, DeviceHints devices)
{
    /// <summary>Counts a sign-in and gives its lanes: those of the device when it is known and has not guessed itself, else those of strangers.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED while a lane is closed.</exception>
    public async Task<IReadOnlyList<GuessLane>> TakeAsync(string email, Guid? personId, string network, string deviceHint, CancellationToken cancellationToken)
    {
        if (personId is { } person && devices.Read(deviceHint, person) is { } device)
        {
            var own = GuessLane.OfDevice(person, device);
            if (await store.TakeAcrossTenantsAsync(own, cancellationToken) == TimeSpan.Zero)
                return own;
        }

        var lanes = GuessLane.OfStranger(email, network);
        await TakeAsync(lanes, cancellationToken);
        return lanes;
    }

    /// <summary>Counts a proof of somebody who holds a session.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED while the lane is closed.</exception>
    public async Task<IReadOnlyList<GuessLane>> TakeAsync(Guid personId, CancellationToken cancellationToken)
    {
        var lanes = GuessLane.OfPerson(personId);
        await TakeAsync(lanes, cancellationToken);
        return lanes;
    }

    /// <summary>It was right.</summary>
    public Task UndoAsync(IReadOnlyList<GuessLane> lanes, CancellationToken cancellationToken) => store.UndoAcrossTenantsAsync(lanes, cancellationToken);

    /// <summary>Counts a guess in these lanes.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED while one of them is closed.</exception>
    public async Task TakeAsync(IReadOnlyList<GuessLane> lanes, CancellationToken cancellationToken)
    {
        var wait = await store.TakeAcrossTenantsAsync(lanes, cancellationToken);
        if (wait > TimeSpan.Zero)
            throw TooMany(wait);
    }

    private static RpcException TooMany(TimeSpan wait)
    {
        var seconds = TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds));
        return RpcErrors.Make(
            Code.ResourceExhausted,
            ErrorReason.TooManyAttempts,
            "too many attempts: wait before the next one",
            Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(seconds) }));
    }
}
