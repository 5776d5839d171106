using CellDynamics.Web.Hosting;

const int Misunderstood = 2;

if (ServeArguments.AsksForHelp(args))
{
    await Console.Out.WriteLineAsync(ServeArguments.Help);
    return 0;
}
if (ServeArguments.Problem(args) is { } problem)
{
    await Console.Error.WriteLineAsync(problem);
    return Misunderstood;
}
try
{
    // What keeps it from starting is said below in one sentence, without the stack of the host; what ends it later is critical.
    await using WebApplication site = Site.Build(args, services => services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)));
    await site.RunAsync();
    return 0;
}
catch (Exception failure) when (StartFailure.Describe(failure) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
