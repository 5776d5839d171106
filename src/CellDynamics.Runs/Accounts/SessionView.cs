namespace CellDynamics.Runs.Accounts;

/// <summary>A session in force, as its person sees it.</summary>
/// <param name="Since">When the person signed in.</param>
/// <param name="Seen">Last sign of the person, up to five minutes late.</param>
/// <param name="Address">Network address from which the person signed in.</param>
/// <param name="Browser">In words.</param>
public sealed record SessionView(string Id, DateTimeOffset Since, DateTimeOffset Seen, string Address, string Browser);
