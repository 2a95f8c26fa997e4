"""What credit costs: schedules to the cent, annualised rates, ceilings. Rates are fractions per year, money Decimal yuan."""
