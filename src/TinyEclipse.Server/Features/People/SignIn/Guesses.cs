using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>A try that was counted along these lanes. While one of them is closed there is a time to wait, and it was not counted.</summary>
public readonly record struct Guess(IReadOnlyList<GuessLane> Lanes, TimeSpan Wait);

/// <summary>Slows guessing down to a crawl without shutting the owner out.</summary>
public sealed class Guesses(GuessStore store, DeviceHints devices)
{
    /// <summary>Counts a sign-in along the lanes of the device when it is known and has not guessed itself, else along those of strangers.</summary>
    public async Task<Guess> TakeAsync(string email, Guid? personId, string network, string deviceHint, CancellationToken cancellationToken)
    {
        if (personId is { } person && devices.Read(deviceHint, person) is { } device)
        {
            var own = await TakeAsync(GuessLane.OfDevice(person, device), cancellationToken);
            if (own.Wait == TimeSpan.Zero)
                return own;
        }
        return await TakeAsync(GuessLane.OfStranger(email, network), cancellationToken);
    }

    /// <summary>Counts a code that is to open what strangers closed.</summary>
    public Task<Guess> TakeCodeAsync(string email, string network, CancellationToken cancellationToken) =>
        TakeAsync(GuessLane.OfCode(email, network), cancellationToken);

    /// <summary>Counts a proof of somebody who holds a session.</summary>
    public Task<Guess> TakeAsync(Guid personId, CancellationToken cancellationToken) => TakeAsync(GuessLane.OfPerson(personId), cancellationToken);

    /// <summary>It was right.</summary>
    public Task UndoAsync(Guess guess, CancellationToken cancellationToken) => store.UndoAcrossTenantsAsync(guess.Lanes, cancellationToken);

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED.</exception>
    public static void ThrowIfClosed(Guess guess)
    {
        if (guess.Wait == TimeSpan.Zero)
            return;

        var seconds = TimeSpan.FromSeconds(Math.Ceiling(guess.Wait.TotalSeconds));
        throw RpcErrors.Make(
            Code.ResourceExhausted,
            ErrorReason.TooManyAttempts,
            "too many attempts: wait before the next one",
            Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(seconds) }));
    }

    /// <summary>Counts a guess along these lanes.</summary>
    public async Task<Guess> TakeAsync(IReadOnlyList<GuessLane> lanes, CancellationToken cancellationToken) =>
        new(lanes, await store.TakeAcrossTenantsAsync(lanes, cancellationToken));
}
