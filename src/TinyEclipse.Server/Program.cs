using Microsoft.Extensions.Options;
using Npgsql;
using TinyEclipse.Server;

using var interruption = new Interruption();
try
{
    await using var app = ServerApp.Build(args, builder => builder.Services.AddSingleton<IHostLifetime>(interruption));
    await app.PrepareAsync(interruption.Requested);
    await app.StartAsync(CancellationToken.None); // takes a moment; broken off in the middle, the host would log a failure
    try
    {
        await app.WelcomeAsync(interruption.Requested);
    }
    catch (OperationCanceledException) when (interruption.Requested.IsCancellationRequested)
    {
        // Before all was there: what runs already is stopped in order all the same.
    }
    await app.WaitForShutdownAsync(interruption.Requested);
    return 0;
}
catch (Exception) when (interruption.Requested.IsCancellationRequested)
{
    Console.WriteLine("TinyEclipse was stopped before it was ready.");
    return 0;
}
catch (Exception failure) when (failure is InvalidOperationException or IOException or NpgsqlException or OptionsValidationException or OperationCanceledException)
{
    // What a person can mend: a port in use, a folder in use, no PostgreSQL. A stack trace would hide the sentence.
    await Console.Error.WriteLineAsync($"TinyEclipse did not start: {failure.Message}");
    return 1;
}
